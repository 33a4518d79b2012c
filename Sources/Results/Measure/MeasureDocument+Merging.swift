// SPDX-License-Identifier: Apache-2.0

extension MeasureDocument {
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
