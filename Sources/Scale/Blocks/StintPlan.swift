// SPDX-License-Identifier: Apache-2.0

/// The division of a cell's operations into slices and stints.
package struct StintPlan: Sendable, Hashable {
  /// Operations in a slice, which are timed together.
  package var operationsPerSlice: Int
  /// Slices whose time counts in each stint.
  package var slicesPerStint: Int
  /// Slices after each toggle that are thrown away, as the toggle has disturbed the caches and the
  /// kernel is still busy with it.
  package var discardedSlices = 1

  /// The time after a toggle that is thrown away, in nanoseconds; a slice in any case.
  package static let discardedNanoseconds = 300_000.0

  // Together no more slices than a workload runs at a time.
  private static let mostSlices = 48
  private static let mostDiscarded = 12

  /// All slices of a stint.
  package var slicesRun: Int { discardedSlices + slicesPerStint }

  /// Makes a plan for operations of a known length.
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
