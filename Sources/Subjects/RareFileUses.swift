// SPDX-License-Identifier: Apache-2.0

import BPF

/// The reports that a probe of files owes of the program `odd-files`, which opens, writes and syncs
/// in rare ways.
package struct RareFileUses: Sendable {
  /// A report of the program: its process, and the rare way if it is one.
  package typealias Report = (pid: UInt32, way: String?)
  /// The name of the program and of its thread.
  package static let executable = "odd-files"
  static let comm = Array(executable.utf8)

  /// The number of reports of each way.
  package let expected: [(way: String, count: Int)]
  /// Reads a record; `nil` for one of another program.
  package let report: @Sendable (RawSpan) -> Report?
}
