// SPDX-License-Identifier: Apache-2.0

/// How the operations of a cell are cut up.
package struct StintPlan: Sendable, Hashable {
  /// Operations that are timed together.
  package var operationsPerSlice: Int
  /// Slices whose time counts in each stint.
  package var slicesPerStint: Int
  /// Slices run after each toggle and thrown away, so that what the toggle left in the caches and what
  /// the kernel still does about it stays out of the figures.
  package var discardedSlices = 1

  /// How much is thrown away after a toggle, in nanoseconds; a slice in any case.
  package static let discardedNanoseconds = 300_000.0

  /// Together these are no more than a workload runs at a time.
  private static let mostSlices = 48
  private static let mostDiscarded = 12

  /// All slices of a stint.
  package var slicesRun: Int { discardedSlices + slicesPerStint }

  /// A plan for operations of a known length.
  ///
  /// - Parameters:
  ///   - operationNanoseconds: The length of one operation, by the wall clock, above 0.
  ///   - sliceNanoseconds: How long a slice should last.
  ///   - stintNanoseconds: How long a stint should last.
  package init(operationNanoseconds: Double, sliceNanoseconds: Double, stintNanoseconds: Double) {
    let operations = max(1, (sliceNanoseconds / operationNanoseconds).rounded())
    let slices = (stintNanoseconds / (operations * operationNanoseconds)).rounded()
    let discarded = (Self.discardedNanoseconds / (operations * operationNanoseconds)).rounded()
    operationsPerSlice = Int(min(operations, 1e6))
    slicesPerStint = Int(min(max(slices, 3), Double(Self.mostSlices)))
    discardedSlices = Int(min(max(discarded, 1), Double(Self.mostDiscarded)))
  }

  package init(operationsPerSlice: Int, slicesPerStint: Int) {
    self.operationsPerSlice = operationsPerSlice
    self.slicesPerStint = slicesPerStint
  }
}
