// SPDX-License-Identifier: Apache-2.0

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
      throw .malformed(
        field: "cells", reason: "\(cell.id) comes from a sitting that is not there")
    }
    return self
  }
}
