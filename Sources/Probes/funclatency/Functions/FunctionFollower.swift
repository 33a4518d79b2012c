// SPDX-License-Identifier: Apache-2.0

import BPF
import Glibc

/// Traces functions also in files that come into view when the probe is attached already: a watched process executes a
/// program of another container or loads a library of its own, or a process becomes one of the watched.
///
/// The kernel says what is mapped when it is mapped, so that a process runs on for some milliseconds before its file is
/// looked through and probed. Calls that it makes meanwhile are not counted; `gaps` says so.
public final class FunctionFollower {
  /// A process that has a file mapped which may have to be traced.
  private struct Candidate: Hashable {
    let process: UInt32
    /// The file's path as the process sees it, and which file it is; `nil` where any of its files is meant.
    let file: Gaps.File?
  }

  /// The most files that are found later: each holds descriptors and hooks.
  static let mostFiles = 64
  private static let mostCandidates = 1024
  /// How long the loader of a process may take to choose an implementation (IFUNC), in nanoseconds.
  private static let patience: UInt64 = 5_000_000_000
  private static let betweenLooks: UInt64 = 20_000_000
  /// How long to wait for the next look at all processes: at least so many nanoseconds, and so many times as long as
  /// such a look takes.
  private static let betweenScans: UInt64 = 1_000_000_000
  private static let pauseOfScan: UInt64 = 100

  private let search: FoundFunctions.Search
  private let probe: Funclatency
  private let isForced: Bool
  private let running: RunningProbe
  private let tell: (String) -> Void
  private var records: ProcessRecords?
  private var processes: RecordedProcesses
  private var files: [ProgramFile] = []
  /// The process in which each file was found: its other candidates for the file are settled.
  private var finders: [FileIdentity: UInt32] = [:]
  /// Files that cannot be traced, open, so that no other file gets their numbers.
  private var refused: [ProgramFile] = []
  private var known: Set<FileIdentity>
  /// Who is still to be looked at, and until when.
  private var candidates: [Candidate: UInt64] = [:]
  private var nextLook: UInt64 = 0
  private var nextScan: UInt64 = 0
  private var found: Gaps
  /// What the processes had mapped that were looked at since all of them are.
  private var scanned: [UInt32: [MemoryMapping]] = [:]
  /// The file that a program's name means here, and its own name.
  private lazy var fileHere = ProgramPath.find(search.program)
  private lazy var nameHere = nameOfFileHere()

  /// Begins to follow; `nil` where there is nothing to follow: functions of the kernel, everybody's calls, one address.
  ///
  /// - Parameters:
  ///   - found: What is traced already.
  ///   - probe: The probe, with `findsMoreLater`, and with the filter that says whom to follow.
  ///   - running: The probe, attached.
  ///   - isForced: Whether functions are traced though it may harm who calls them.
  ///   - tell: Called with a line for each file that is found.
  public init?(
    _ found: FoundFunctions, _ probe: Funclatency, _ running: RunningProbe, isForced: Bool,
    tell: @escaping (String) -> Void
  ) {
    guard let search = found.search, probe.filter.namesProcesses else { return nil }
    if case .address = search.target { return nil }
    self.search = search
    self.probe = probe
    self.isForced = isForced
    self.running = running
    self.tell = tell
    known = Set(found.files.map(\.identity))
    processes = RecordedProcesses(probe.filter)
    self.found = Gaps(argument: search.argument)
    guard PIDNamespace.ownsProc else {
      self.found.obstacle = PIDNamespace.foreignProc
      return
    }
    do throws(BPFError) { records = try ProcessRecords.watching(probe.filter) } catch {
      self.found.obstacle = error.description
    }
    // What they mapped since the search was not recorded.
    scan()
  }

  /// What was not traced until now.
  public var gaps: Gaps { found }

  /// Waits at most so long, and traces what comes into view meanwhile.
  public func wait(milliseconds: Int) {
    guard let records else {
      usleep(UInt32(clamping: milliseconds * 1000))
      return
    }
    records.wait(milliseconds: milliseconds)
    take(records, until: EventClock.now)
    let now = EventClock.now
    let isTimeToScan = now >= nextScan
    if isTimeToScan { scan() }
    if now >= nextLook { lookAtCandidates(now) }
    if isTimeToScan {
      let end = EventClock.now
      nextScan = end + max(Self.betweenScans, (end - now) * Self.pauseOfScan)
    }
  }

  /// Tells what was not looked through in time. The probe is detached.
  public func end() {
    guard let records else { return }
    take(records, until: .max)
    scan()
    for candidate in candidates.keys { miss(candidate) }
    candidates = [:]
  }

  private func take(_ records: ProcessRecords, until time: UInt64) {
    for record in records.take(until: time) {
      processes.keep(record)
      switch record.deed {
      case .mapped(let mapping): consider(mapping, of: record.process)
      case .named where probe.filter.comm != nil: add(record.process, nil)
      default: break
      }
    }
    found.unrecorded = records.lost
  }

  private func consider(_ mapping: ProcessRecords.Mapping, of process: UInt32) {
    let file = Gaps.File(
      path: mapping.path, identity: FileIdentity(inode: mapping.inode, device: mapping.device))
    guard mapping.inode != 0, !known.contains(file.identity), isMeant(file.path) else { return }
    add(process, isCertain(file.path) ? file : nil)
  }

  /// Whether a file can be the one that is meant, by its path. Where that is a path, links decide, in each process its
  /// own: all files can be.
  private func isMeant(_ path: String) -> Bool {
    if search.isPath { return true }
    let name = path.split(separator: "/").last ?? ""
    return MappedFiles.isCalled(name, search.program) || name == nameHere
  }

  private func nameOfFileHere() -> Substring? {
    guard let fileHere, let resolved = unsafe realpath(fileHere, nil) else { return nil }
    defer { unsafe free(resolved) }
    return unsafe String(cString: resolved).split(separator: "/").last
  }

  private func add(_ process: UInt32, _ file: Gaps.File?) {
    let isInCgroup = records?.isOfCgroup ?? false
    guard processes.isWatched(process, isInCgroup: isInCgroup) else { return }
    wait(for: Candidate(process: process, file: file))
  }

  private func wait(for candidate: Candidate) {
    guard candidates[candidate] == nil else { return }
    guard candidates.count < Self.mostCandidates else { return miss(candidate) }
    candidates[candidate] = EventClock.now + Self.patience
    nextLook = 0
  }

  /// Looks at all that the filter names at this moment: a process may have been renamed, or come into the cgroup.
  private func scan() {
    guard records != nil, probe.filter.family == nil else { return }
    var looked: [UInt32: [MemoryMapping]] = [:]
    for process in WatchedProcesses.now(probe.filter) ?? [] {
      do throws(TracedFunctionsError) {
        looked[process] = try MappedFiles(of: process).filesWithCode
      } catch {
        continue  // It has ended meanwhile.
      }
      if looked[process] != scanned[process] { wait(for: Candidate(process: process, file: nil)) }
    }
    scanned = looked
  }

  private func lookAtCandidates(_ now: UInt64) {
    nextLook = now + Self.betweenLooks
    let due = candidates
    candidates = [:]
    for (candidate, deadline) in due { look(at: candidate, until: deadline, now) }
  }

  private func look(at candidate: Candidate, until deadline: UInt64, _ now: UInt64) {
    if let file = candidate.file, known.contains(file.identity) {
      // It became known in another process while this one ran with it.
      let isFinder = finders[file.identity] == candidate.process
      if !isFinder, MappedFiles.isGone(candidate.process) { miss(candidate) }
      return
    }
    do throws(TracedFunctionsError) {
      let maps = try MappedFiles(of: candidate.process)
      if let file = candidate.file,
        !maps.mappings.contains(where: { $0.inode == file.identity.inode })
      {
        return miss(candidate)
      }
      let (files, failures) = maps.programFiles(
        of: search.program, here: fileHere, besides: known)
      for (path, error) in failures { fail(path, error.cause) }
      for file in files { try trace(file, for: candidate.process) }
    } catch {
      switch error {
      case .noProcess: miss(candidate)
      case .indirect where now < deadline: candidates[candidate] = deadline
      case .indirect: miss(candidate)
      default: break
      }
    }
  }

  /// Whether a file of that path is one that is meant, and not only may be: what a path means, links decide.
  private func isCertain(_ path: String) -> Bool {
    let name = path.split(separator: "/").last
    return !search.isPath
      || name == search.program.split(separator: "/").last || name == nameHere
  }

  private func miss(_ candidate: Candidate) {
    guard let file = candidate.file else { return }
    found.missed[file.path, default: []].insert(candidate.process)
  }

  private func fail(_ path: String, _ reason: String) { found.failures[path] = reason }

  /// Traces the functions of a file.
  ///
  /// - Throws: `TracedFunctionsError.indirect` where the loader of the process has not chosen yet.
  private func trace(_ file: ProgramFile, for process: UInt32) throws(TracedFunctionsError) {
    guard files.count < Self.mostFiles else { return fail(file.name, "too many files") }
    var functions: [LocatedFunction]
    do throws(TracedFunctionsError) {
      functions = try FileSearch(file, process: process, isForced: isForced).find(search.target)
        .found
    } catch {
      if case .indirect = error { throw error }
      if refused.count < Self.mostFiles {
        refused.append(file)
        known.insert(file.identity)
        finders[file.identity] = process
      }
      return fail(file.name, error.cause)
    }
    known.insert(file.identity)
    finders[file.identity] = process
    attach(functions, of: file)
  }

  private func attach(_ all: [LocatedFunction], of file: ProgramFile) {
    let rows = Set(probe.functions.rows)
    var functions = all.filter { !probe.byFunction || rows.contains($0.name) }
    for index in functions.indices { functions[index].path = file.openPath }
    var reason = "with -F only functions that were found at first are counted"
    var attached = 0
    for group in probe.groups(of: functions, on: running.rung) {
      do throws(BPFError) {
        try running.add(probe.placements(of: group, on: running.rung))
        attached += group.count
      } catch { reason = error.code?.text ?? error.description }
    }
    if attached < all.count {
      fail(file.name, "\(all.count - attached) of \(all.count) functions: \(reason)")
    }
    guard attached > 0 else { return }
    files.append(file)
    found.lateFiles += 1
    tell(
      "\(search.argument) is now traced in '\(file.name)' too; what was called there before is not "
        + "counted")
  }
}
