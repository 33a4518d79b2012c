// SPDX-License-Identifier: Apache-2.0

/// The document of `tare measure`: one sitting, or several that were merged.
///
/// Sittings keep their own machine, calibration and seed, so that merging loses nothing.
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

extension MeasureDocument: ResultDocument {
  private enum Key: String, CodingKey { case sittings, cells, interrupted }

  /// Reads the fields; whether a sitting was interrupted is the sitting's own.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    sittings = try container.decode([Sitting].self, forKey: .sittings)
    cells = try container.decode([Cell].self, forKey: .cells)
  }

  /// Writes the fields, and whether any sitting was interrupted.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(sittings, forKey: .sittings)
    try container.encode(cells, forKey: .cells)
    try container.encode(interrupted, forKey: .interrupted)
  }

  /// Returns the document as it is.
  ///
  /// - Throws: `malformed` where there is no sitting, or a cell comes from one that is not there.
  public func checked() throws(ResultsError) -> MeasureDocument {
    guard !sittings.isEmpty else { throw .malformed(field: "sittings", reason: "there is none") }
    if let cell = cells.first(where: { !$0.sittings.allSatisfy(sittings.indices.contains) }) {
      throw .malformed(field: "cells", reason: "\(cell.id) comes from a sitting that is not there")
    }
    return self
  }

  /// The document with what `other` holds too.
  ///
  /// Sittings and cells that both hold are kept once, so merging a document with itself changes
  /// nothing. Nothing is summed up: a cell weighed in three sittings is there three times.
  public func merging(_ other: MeasureDocument) -> MeasureDocument {
    var merged = self
    var places: [Int] = []
    for sitting in other.sittings {
      if let place = merged.sittings.firstIndex(of: sitting) {
        places.append(place)
      } else {
        places.append(merged.sittings.count)
        merged.sittings.append(sitting)
      }
    }
    for var cell in other.cells {
      cell.sittings = cell.sittings.map { places[$0] }
      if !merged.cells.contains(cell) { merged.cells.append(cell) }
    }
    return merged
  }
}
