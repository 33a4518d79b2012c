// SPDX-License-Identifier: Apache-2.0

import BPF

/// Files that were found when the probe was attached already.
final class LateFiles {
  /// The most of them: each holds descriptors and hooks.
  private static let most = 64

  private let search: FoundFunctions.Search
  private let probe: Funclatency
  private let running: RunningProbe
  private let isForced: Bool
  private let tell: (String) -> Void
  /// Files that are traced, open.
  private var traced: [ProgramFile] = []
  /// Files that cannot be traced, open, so that no other file gets their numbers.
  private var refused: [ProgramFile] = []
  /// The process in which each file was found: its other candidates for the file are settled.
  private var finders: [FileIdentity: UInt32] = [:]
  /// Files that are settled: traced, or not to be traced.
  private(set) var known: Set<FileIdentity>

  init(
    _ search: FoundFunctions.Search, known: [TracedFile], _ probe: Funclatency,
    _ running: RunningProbe, isForced: Bool, tell: @escaping (String) -> Void
  ) {
    self.search = search
    self.known = Set(known.map(\.identity))
    self.probe = probe
    self.running = running
    self.isForced = isForced
    self.tell = tell
  }

  /// Whether a file was found in a process.
  func isFound(_ file: FileIdentity, in process: UInt32) -> Bool { finders[file] == process }

  /// Traces the functions of a file.
  ///
  /// - Throws: `TracedFunctionsError.indirect` where the loader of the process has not chosen yet.
  func trace(
    _ file: ProgramFile, for process: UInt32, _ gaps: inout FunctionFollower.Gaps
  ) throws(TracedFunctionsError) {
    guard traced.count < Self.most else {
      gaps.failures[file.name] = "too many files"
      return
    }
    do throws(TracedFunctionsError) {
      let functions = try FileSearch(file, process: process, isForced: isForced)
        .find(search.target).found
      settle(file, in: process)
      attach(functions, of: file, &gaps)
    } catch {
      if case .indirect = error { throw error }
      gaps.failures[file.name] = error.cause
      guard refused.count < Self.most else { return }
      refused.append(file)
      settle(file, in: process)
    }
  }

  private func settle(_ file: ProgramFile, in process: UInt32) {
    known.insert(file.identity)
    finders[file.identity] = process
  }

  private func attach(
    _ all: [LocatedFunction], of file: ProgramFile, _ gaps: inout FunctionFollower.Gaps
  ) {
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
      gaps.failures[file.name] = "\(all.count - attached) of \(all.count) functions: \(reason)"
    }
    guard attached > 0 else { return }
    traced.append(file)
    gaps.lateFiles += 1
    tell(
      "\(search.argument) is now traced in '\(file.name)' too; what was called there before is not "
        + "counted")
  }
}
