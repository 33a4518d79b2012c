// SPDX-License-Identifier: Apache-2.0

/// The document of `tare measure`: one sitting, or several that were merged.
///
/// Each sitting keeps its own machine, calibration and seed, and each cell says which sittings it
/// comes from, so that documents of one machine or of many merge without losing anything.
public struct MeasureDocument: Equatable, Sendable {
  /// The version of the document's shape that this code reads and writes.
  public static let schema = 1
  /// `measure`
  public static let kind = "measure"

  /// The runs the cells come from, at least one.
  public internal(set) var sittings: [Sitting]
  /// The cells, in the order they were weighed.
  public var cells: [Cell]

  /// Makes the document of one sitting.
  public init(sitting: Sitting, cells: [Cell]) {
    sittings = [sitting]
    self.cells = cells
  }

  /// Whether any sitting was interrupted.
  public var interrupted: Bool { sittings.contains(where: \.interrupted) }
}
