// SPDX-License-Identifier: Apache-2.0

/// A result document of whichever kind it says it is.
public struct AnyDocument: Sendable {
  /// The kinds of documents, in the order in which they are named to a user.
  static let kinds: [any ResultDocument.Type] = [
    MeasureDocument.self, MatrixDocument.self, FeaturesDocument.self, CalibrationDocument.self,
    AffordDocument.self,
  ]

  /// The document, of one of the kinds.
  public let document: any ResultDocument

  /// Reads a document from JSON.
  ///
  /// - Parameter json: The whole text, in UTF-8.
  /// - Throws: `notADocument`, `unknownKind`, `unknownSchema` or `malformed`.
  public init(json: [UInt8]) throws(ResultsError) {
    let found = try Envelope(json: json).kind
    guard let kind = Self.kinds.first(where: { $0.kind == found }) else {
      let known = Self.kinds.map { $0.kind }.joined(separator: "' or '")
      throw .unknownKind(found: found, known: known)
    }
    document = try kind.init(json: json)
  }

  /// Reads a document from a file.
  ///
  /// - Parameter path: A file or a pipe.
  /// - Throws: `cannotRead`, or what `init(json:)` throws.
  public init(path: String) throws(ResultsError) { try self.init(json: try ResultFile.read(path)) }
}
