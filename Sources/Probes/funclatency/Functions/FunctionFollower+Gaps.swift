// SPDX-License-Identifier: Apache-2.0

extension FunctionFollower {
  /// Calls that are not counted because a file came into view late, or could not be traced.
  public struct Gaps: Sendable, Hashable {
    /// A file that a process has mapped.
    struct File: Hashable {
      /// Its path as the process sees it.
      let path: String
      let identity: FileIdentity
    }

    /// The functions as the user wrote them.
    let argument: String
    /// Files that were traced when a process had mapped them already: its first calls are missing.
    public internal(set) var lateFiles = 0
    /// The processes that ran with a file that was not traced in time, by its path.
    var missed: [String: Set<UInt32>] = [:]
    /// Why files could not be traced, or not all of their functions, by path.
    var failures: [String: String] = [:]
    /// Records of mapped files that the kernel had no room for.
    public internal(set) var unrecorded: UInt64 = 0
    /// Why nobody knows what processes map; `nil` where that is known.
    public internal(set) var obstacle: String?

    init(argument: String) { self.argument = argument }

    /// How many processes ran with a file that was not traced in time.
    public var untracedProcesses: Int { missed.values.reduce(0) { $0 + $1.count } }
    /// How many files could not be traced, or not all of their functions.
    public var untracedFiles: Int { failures.count }

    /// Whether nothing is missing.
    public var isNone: Bool {
      lateFiles == 0 && missed.isEmpty && failures.isEmpty && unrecorded == 0 && obstacle == nil
    }

    /// A line for each file that was not traced. Files that were traced late had theirs then.
    public var remarks: [String] {
      let missed = FirstFew(of: missed.sorted { $0.key < $1.key })
      let failures = FirstFew(of: failures.sorted { $0.key < $1.key })
      var lines = missed.named.map { path, processes in
        let who = processes.count == 1 ? "1 process" : "\(processes.count) processes"
        return "\(argument) was not traced in '\(path)' of \(who) that ended too early"
      }
      lines += failures.named.map { "\(argument) was not traced in '\($0)': \($1)" }
      let unnamed = missed.unnamed + failures.unnamed
      if unnamed > 0 { lines.append("\(argument) was not traced in \(unnamed) more files") }
      if unrecorded > 0 {
        lines.append(
          "the kernel had no room to record \(unrecorded) mapped files; \(argument) may not have been "
            + "traced everywhere")
      }
      if let obstacle {
        lines.append(
          "\(argument) was traced only in files that were mapped at first: \(obstacle)")
      }
      return lines
    }
  }
}
