// SPDX-License-Identifier: Apache-2.0

import BPF
import Glibc
import Lines

/// Traces functions also in files that come into view when the probe is attached already: a watched
/// process executes a program of another container or loads a library of its own, or a process
/// becomes one of the watched.
///
/// The kernel says what is mapped when it is mapped, so that a process runs on for some
/// milliseconds before its file is looked through and probed. Calls that it makes meanwhile are not
/// counted; `gaps` says so.
public final class FunctionFollower {
  /// A process that has a file mapped which may have to be traced.
  struct Candidate: Hashable {
    let process: UInt32
    /// The file's path as the process sees it, and which file it is; `nil` where any of its files
    /// is meant.
    let file: Gaps.File?
  }

  private static let mostCandidates = 1024
  /// How long the loader of a process may take to choose an implementation (IFUNC), in nanoseconds.
  private static let patience: UInt64 = 5_000_000_000
  /// How long to wait for the next look at all processes: at least so many nanoseconds, and so many
  /// times as long as such a look takes.
  private static let betweenScans: UInt64 = 1_000_000_000
  private static let pauseOfScan: UInt64 = 100

  let filter: ProbeFilter
  let meant: MeantFile
  let files: LateFiles
  var records: ProcessRecords?
  private var processes: RecordedProcesses
  /// The processes still to be looked at, each with its deadline.
  var candidates: [Candidate: UInt64] = [:]
  var nextLook: UInt64 = 0
  private var nextScan: UInt64 = 0
  /// The files that each process had mapped at the last look at all.
  var scanned: [UInt32: [MemoryMapping]] = [:]
  /// The calls that were not traced until now.
  public internal(set) var gaps: Gaps

  /// Begins to follow; `nil` where there is nothing to follow: functions of the kernel, everybody's
  /// calls, one address.
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
    filter = probe.filter
    meant = MeantFile(search)
    files = LateFiles(search, known: found.files, probe, running, isForced: isForced, tell: tell)
    processes = RecordedProcesses(probe.filter)
    gaps = Gaps(argument: search.argument)
    guard PIDNamespace.ownsProc else {
      gaps.obstacle = PIDNamespace.foreignProc
      return
    }
    do throws(BPFError) { records = try ProcessRecords.watching(probe.filter) } catch {
      gaps.obstacle = error.description
    }
    // What they mapped since the search was not recorded.
    scan()
  }

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
      case .named where filter.comm != nil: add(record.process, nil)
      default: break
      }
    }
    gaps.unrecorded = records.lost
  }

  private func consider(_ mapping: ProcessRecords.Mapping, of process: UInt32) {
    let file = Gaps.File(
      path: mapping.path, identity: FileIdentity(inode: mapping.inode, device: mapping.device))
    guard mapping.inode != 0, !files.known.contains(file.identity), meant.includes(file.path)
    else { return }
    add(process, meant.includesForCertain(file.path) ? file : nil)
  }

  private func add(_ process: UInt32, _ file: Gaps.File?) {
    let isInCgroup = records?.isOfCgroup ?? false
    guard processes.isWatched(process, isInCgroup: isInCgroup) else { return }
    wait(for: Candidate(process: process, file: file))
  }

  func wait(for candidate: Candidate) {
    guard candidates[candidate] == nil else { return }
    guard candidates.count < Self.mostCandidates else { return miss(candidate) }
    candidates[candidate] = EventClock.now + Self.patience
    nextLook = 0
  }

  func miss(_ candidate: Candidate) {
    guard let file = candidate.file else { return }
    gaps.missed[file.path, default: []].insert(candidate.process)
  }
}
