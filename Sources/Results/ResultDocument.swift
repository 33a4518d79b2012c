// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials

/// A document that says of which kind and of which schema it is.
///
/// A conforming type writes `kind` and `schema` beside its own fields.
public protocol ResultDocument: Codable, Sendable {
  /// What sets this document apart from others of ours.
  static var kind: String { get }
  /// The version of the document's shape that this code reads and writes.
  static var schema: Int { get }
}

/// What is read first, to know how to read the rest.
struct DocumentHeader: Decodable {
  let kind: String
  let schema: Int

  init(json: [UInt8]) throws(ResultsError) {
    do { self = try JSONDecoder().decode(DocumentHeader.self, from: Data(json)) } catch {
      throw .notADocument(reason: "it is not JSON with a 'kind' and a 'schema'")
    }
  }
}

extension ResultDocument {
  /// Reads a document from JSON.
  ///
  /// - Parameter json: The whole text, in UTF-8.
  /// - Throws: `notADocument`, `unknownKind`, `unknownSchema` or `malformed`.
  public init(json: [UInt8]) throws(ResultsError) {
    let data = Data(json)
    let header = try DocumentHeader(json: json)
    guard header.kind == Self.kind else {
      throw .unknownKind(found: header.kind, known: Self.kind)
    }
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

  /// Reads a document from a file.
  ///
  /// - Parameter path: A file or a pipe.
  /// - Throws: `cannotRead`, or what `init(json:)` throws.
  public init(path: String) throws(ResultsError) {
    try self.init(json: try ResultFile.read(path))
  }

  /// Writes the document to a file, whole or not at all.
  ///
  /// - Parameter path: Where to.
  /// - Throws: `cannotWrite` or `cannotEncode`.
  public func write(to path: String) throws(ResultsError) {
    try ResultFile.write(try json(), to: path)
  }
}
