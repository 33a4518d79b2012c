// SPDX-License-Identifier: Apache-2.0

import BPF

/// What a probe of files has to report of the program `odd-files`, which opens, writes and syncs in ways that programs
/// rarely take.
package struct RareFileUses: Sendable {
  /// A report of the program's: its process, and the way if it is one that counts.
  package typealias Report = (pid: UInt32, way: String?)
  /// The name of the program and its thread.
  package static let executable = "odd-files"
  static let comm = Array(executable.utf8)

  /// How often each way has to be reported.
  package let expected: [(way: String, count: Int)]
  /// Reads a record; `nil` where it is not of the program.
  package let report: @Sendable (RawSpan) -> Report?
}
