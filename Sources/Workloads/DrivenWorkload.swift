// SPDX-License-Identifier: Apache-2.0

/// A workload that runs on command: a process, or a script in a test.
public protocol DrivenWorkload: ~Copyable {
  /// Runs slices one after the other and returns what each took and caused.
  ///
  /// - Parameters:
  ///   - slices: In 1 ... 64.
  ///   - operations: For each slice, 0 or more.
  /// - Returns: As many slices as asked for, in order.
  /// - Throws: Where it did not run, or is not to be believed.
  mutating func run(slices: Int, operations: Int) throws(WorkloadError) -> [Slice]
}
