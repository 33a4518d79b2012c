// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials

/// A document of one kind, in the shape of one schema.
///
/// A conforming type codes its own fields; its file holds its kind and schema beside them.
public protocol ResultDocument: Codable, Sendable {
  /// The name of the kind, which a document bears.
  static var kind: String { get }
  /// The version of the document's shape that this code reads and writes.
  static var schema: Int { get }

  /// Returns the document that was read, its parts in their order.
  ///
  /// - Throws: `malformed` where fields contradict each other.
  func checked() throws(ResultsError) -> Self
}

extension ResultDocument {
  /// Returns the document as it is.
  public func checked() throws(ResultsError) -> Self { self }

  /// Reads a document from JSON.
  ///
  /// - Parameter json: The whole text, in UTF-8.
  /// - Throws: `notADocument`, `unknownKind`, `unknownSchema` or `malformed`.
  public init(json: [UInt8]) throws(ResultsError) {
    let envelope = try Envelope(json: json)
    guard envelope.kind == Self.kind else {
      throw .unknownKind(found: envelope.kind, known: Self.kind)
    }
    guard envelope.schema == Self.schema else {
      throw .unknownSchema(found: envelope.schema, known: Self.schema)
    }
    let document: Self
    do { document = try JSONDecoder().decode(Self.self, from: Data(json)) } catch {
      throw ResultsError(decoding: error)
    }
    self = try document.checked()
  }

  /// The document as JSON in UTF-8, ending in a line feed.
  ///
  /// Keys are sorted and each value has its line, so that two documents can be compared by `diff`.
  /// - Throws: `cannotEncode` when a number is not finite.
  public func json() throws(ResultsError) -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    do {
      return [UInt8](try encoder.encode(Enveloped(document: self))) + [UInt8(ascii: "\n")]
    } catch { throw ResultsError(encoding: error) }
  }

  /// Reads a document from a file.
  ///
  /// - Parameter path: A file or a pipe.
  /// - Throws: `cannotRead`, or what `init(json:)` throws.
  public init(path: String) throws(ResultsError) { try self.init(json: try ResultFile.read(path)) }

  /// Writes the document to a file, whole or not at all.
  ///
  /// - Parameter path: Where to.
  /// - Throws: `cannotWrite` or `cannotEncode`.
  public func write(to path: String) throws(ResultsError) {
    try ResultFile.write(try json(), to: path)
  }
}

/// The kind and schema of a document: read first, to know how to read the rest.
struct Envelope: Codable {
  let kind: String
  let schema: Int
}

extension Envelope {
  /// Reads them from a document of any kind.
  init(json: [UInt8]) throws(ResultsError) {
    do { self = try JSONDecoder().decode(Envelope.self, from: Data(json)) } catch {
      throw .notADocument(reason: "it is not JSON with a 'kind' and a 'schema'")
    }
  }
}

/// A document as its file holds it: the envelope's fields beside its own.
struct Enveloped<Document: ResultDocument>: Encodable {
  let document: Document

  func encode(to encoder: any Encoder) throws {
    try document.encode(to: encoder)
    try Envelope(kind: Document.kind, schema: Document.schema).encode(to: encoder)
  }
}
