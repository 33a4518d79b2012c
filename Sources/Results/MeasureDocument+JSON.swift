// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials

extension MeasureDocument: Codable {
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

extension MeasureDocument {
  /// What is read first, to know how to read the rest.
  private struct Header: Decodable {
    let kind: String
    let schema: Int
  }

  /// Reads a document from JSON.
  ///
  /// - Parameter json: The whole text, in UTF-8.
  /// - Throws: `notADocument`, `unknownKind`, `unknownSchema` or `malformed`.
  public init(json: [UInt8]) throws(ResultsError) {
    let data = Data(json)
    let header: Header
    do { header = try JSONDecoder().decode(Header.self, from: data) } catch {
      throw .notADocument(reason: "it is not JSON with a 'kind' and a 'schema'")
    }
    guard header.kind == Self.kind else { throw .unknownKind(found: header.kind) }
    guard header.schema == Self.schema else {
      throw .unknownSchema(found: header.schema, known: Self.schema)
    }
    do { self = try JSONDecoder().decode(Self.self, from: data) } catch {
      throw ResultsError(decoding: error)
    }
  }

  /// The document as JSON in UTF-8, ending in a line feed.
  ///
  /// Keys are sorted and each value has its line, so that two documents can be compared by `diff`.
  /// - Throws: `cannotEncode` when a number is not finite.
  public func json() throws(ResultsError) -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    do { return [UInt8](try encoder.encode(self)) + [UInt8(ascii: "\n")] } catch {
      throw ResultsError(encoding: error)
    }
  }
}
