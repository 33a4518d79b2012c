// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials

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
