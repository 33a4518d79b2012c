// SPDX-License-Identifier: Apache-2.0

extension FunctionFollower {
  /// Calls that are not counted since their file was found late or not at all.
  public struct Gaps: Sendable, Hashable {
    let argument: String
    /// Files that were found when a process had mapped them already: its first calls are missing.
    public let lateFiles: Int
    /// The processes that had a file mapped and ended before it was found, by its path.
    let missed: [String: Set<UInt32>]
    let isFull: Bool
    /// Mappings that the kernel did not tell.
    let unrecorded: UInt64

    /// How many processes were not traced since they ended at once.
    public var untracedProcesses: Int { missed.values.reduce(0) { $0 + $1.count } }

    /// Whether nothing is missing.
    public var isNone: Bool { lateFiles == 0 && missed.isEmpty && !isFull && unrecorded == 0 }

    /// What was not traced, a line each. Files that were found late were told when they were.
    public var remarks: [String] {
      var lines = missed.sorted { $0.key < $1.key }.map { path, processes in
        let who = processes.count == 1 ? "1 process" : "\(processes.count) processes"
        return "\(argument) was not traced in \(who) that had '\(path)' mapped and ended at once"
      }
      if isFull {
        lines.append(
          "\(FunctionFollower.mostFiles) files were found later, and \(argument) was not traced in others"
        )
      }
      if unrecorded > 0 {
        lines.append(
          "the kernel had no room to record \(unrecorded) mappings of files; "
            + "\(argument) may not have been traced everywhere")
      }
      return lines
    }
  }
}
