// SPDX-License-Identifier: Apache-2.0

import BPF

/// Traces functions also in files that the watched processes map when the probe is attached already: a process may
/// execute a program of another container, or load a library of its own.
///
/// The kernel says what is mapped when it is mapped, so that a process runs on for some milliseconds before its file is
/// looked through and probed. What it calls meanwhile is not counted, which `tell` says.
public final class FunctionFollower {
  /// A process whose file is not looked through yet.
  private struct Candidate {
    let process: UInt32
    let path: String
    let place: FileIdentity
    /// How often it was looked through in vain.
    var looks = 0
  }

  /// The most files that are found later: each holds descriptors and hooks.
  static let mostFiles = 64
  /// The loader of a process may not have chosen yet (IFUNC): so often it is asked again.
  private static let mostLooks = 40

  private let search: FoundFunctions.Search
  private let probe: Funclatency
  private let isForced: Bool
  private let running: RunningProbe
  private let records: ProcessRecords
  private let looksAtCgroup: Bool
  private let tell: (String) -> Void
  private var files: [ProgramFile] = []
  private var known: Set<FileIdentity>
  private var waiting: [Candidate] = []
  private var missed: [String: Set<UInt32>] = [:]
  private var isFull = false

  /// Begins to follow; `nil` where there is nothing to follow: functions of the kernel, everybody's calls, one address.
  ///
  /// - Parameters:
  ///   - found: What is traced already.
  ///   - probe: The probe, with `findsMoreLater`, and with the filter that says whom to follow.
  ///   - running: The probe, attached.
  ///   - isForced: Whether functions are traced though it may harm who calls them.
  ///   - tell: Called with a line for each file that is found.
  /// - Throws: `BPFError.failed` with `open` where the kernel does not tell what is mapped.
  public init?(
    _ found: FoundFunctions, _ probe: Funclatency, _ running: RunningProbe, isForced: Bool,
    tell: @escaping (String) -> Void
  ) throws(BPFError) {
    guard let search = found.search, Self.canFollow(search, probe.filter) else { return nil }
    self.search = search
    self.probe = probe
    self.isForced = isForced
    self.running = running
    self.tell = tell
    known = Set(found.files.map(\.identity))
    (records, looksAtCgroup) = try ProcessRecords.watching(probe.filter)
  }

  private static func canFollow(_ search: FoundFunctions.Search, _ filter: ProbeFilter) -> Bool {
    if case .address = search.target { return false }
    let namesProcesses =
      filter.pid != nil || filter.family != nil || filter.cgroup != nil || filter.comm != nil
    return namesProcesses && !search.program.isEmpty && PIDNamespace.ownsProc
  }

  /// Waits at most so long, and traces what is mapped meanwhile.
  public func wait(milliseconds: Int) {
    records.wait(milliseconds: milliseconds)
    takeMappings()
    let candidates = waiting
    waiting = []
    for candidate in candidates { look(at: candidate) }
  }

  /// Takes what was mapped and not looked through for missed. The probe is detached.
  public func end() {
    takeMappings()
    for candidate in waiting { miss(candidate) }
    waiting = []
  }

  /// What was not traced until now.
  public var untraced: Gaps {
    Gaps(
      argument: search.argument, lateFiles: files.count, missed: missed, isFull: isFull,
      unrecorded: records.lost)
  }

  private func takeMappings() {
    for record in records.take(isAll: true) {
      if case .mapped(let mapping) = record.deed { take(mapping, of: record.process) }
    }
  }

  private func take(_ mapping: ProcessRecords.Mapping, of process: UInt32) {
    let place = FileIdentity(inode: mapping.inode, device: mapping.device)
    guard isMeant(mapping.path), !known.contains(place), isWatched(process) else { return }
    let isWaiting = waiting.contains { $0.process == process && $0.place == place }
    if isWaiting { return }
    waiting.append(Candidate(process: process, path: mapping.path, place: place))
  }

  private func isMeant(_ path: String) -> Bool {
    if search.program.contains("/") { return path == search.program }
    return MappedFiles.isCalled(path.split(separator: "/").last ?? "", search.program)
  }

  private func isWatched(_ process: UInt32) -> Bool {
    if let pid = probe.filter.pid, pid != process { return false }
    if looksAtCgroup, let cgroup = probe.filter.cgroup,
      !WatchedProcesses.members(ofCgroup: cgroup).contains(process)
    {
      return false
    }
    return probe.filter.comm.map { WatchedProcesses.isCalled(process, $0) } ?? true
  }

  private func look(at candidate: Candidate) {
    guard !known.contains(candidate.place) else { return }
    do throws(TracedFunctionsError) {
      let maps = try MappedFiles(of: candidate.process)
      guard maps.mappings.contains(where: { $0.inode == candidate.place.inode }) else {
        return miss(candidate)
      }
      for file in try maps.programFiles(of: search.program, besides: known) {
        try trace(file, candidate)
      }
      known.insert(candidate.place)
    } catch {
      again(candidate, error)
    }
  }

  /// A process that is gone was missed; a loader that has not chosen yet is asked again.
  private func again(_ candidate: Candidate, _ error: TracedFunctionsError) {
    switch error {
    case .noProcess: miss(candidate)
    case .indirect where candidate.looks < Self.mostLooks:
      waiting.append(candidate)
      waiting[waiting.count - 1].looks += 1
    default:
      known.insert(candidate.place)
      tell("\(search.argument) is not traced in '\(candidate.path)': \(error)")
    }
  }

  private func miss(_ candidate: Candidate) {
    missed[candidate.path, default: []].insert(candidate.process)
  }

  private func trace(
    _ file: ProgramFile, _ candidate: Candidate
  ) throws(TracedFunctionsError) {
    guard files.count < Self.mostFiles else {
      isFull = true
      return
    }
    let search = FileSearch(file, process: candidate.process, isForced: isForced)
    var functions = try search.find(self.search.target).found
    if probe.byFunction {
      let rows = Set(probe.functions.rows)
      functions = functions.filter { rows.contains($0.name) }
    }
    for index in functions.indices { functions[index].path = file.openPath }
    files.append(file)
    known.insert(file.identity)
    do throws(BPFError) {
      try running.add(probe.placements(of: functions, on: running.rung))
    } catch {
      throw .noSymbols(file.name, error)
    }
    tell(
      "\(self.search.argument) is now traced in '\(file.name)' too, which process "
        + "\(candidate.process) has mapped; what it called before is not counted")
  }
}
