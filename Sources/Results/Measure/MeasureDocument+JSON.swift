// SPDX-License-Identifier: Apache-2.0

extension MeasureDocument: ResultDocument {
  private enum Key: String, CodingKey { case schema, kind, sittings, cells, interrupted }

  /// Reads a document of this schema.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    sittings = try container.decode([Sitting].self, forKey: .sittings)
    cells = try container.decode([Cell].self, forKey: .cells)
    guard !sittings.isEmpty else {
      throw DecodingError.dataCorruptedError(
        forKey: .sittings, in: container, debugDescription: "there is none")
    }
    for cell in cells where !cell.sittings.allSatisfy(sittings.indices.contains) {
      throw DecodingError.dataCorruptedError(
        forKey: .cells, in: container,
        debugDescription: "\(cell.id) comes from a sitting that is not there")
    }
  }

  /// Writes the document.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(Self.schema, forKey: .schema)
    try container.encode(Self.kind, forKey: .kind)
    try container.encode(sittings, forKey: .sittings)
    try container.encode(cells, forKey: .cells)
    try container.encode(interrupted, forKey: .interrupted)
  }
}
