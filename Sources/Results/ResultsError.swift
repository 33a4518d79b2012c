// SPDX-License-Identifier: Apache-2.0

/// Why a result document cannot be read, made or written.
public enum ResultsError: Error, Hashable, Sendable {
  /// The file cannot be read.
  case cannotRead(path: String, reason: String)
  /// The file cannot be written; nothing of it is left behind.
  case cannotWrite(path: String, reason: String)
  /// The text is no JSON object with a kind and a schema.
  case notADocument(reason: String)
  /// It is a document of another kind.
  case unknownKind(found: String, known: String)
  /// It has a shape that this version does not know.
  case unknownSchema(found: Int, known: Int)
  /// A field is missing or holds what it cannot hold; `field` is its path, as in `cells[0].unit`.
  case malformed(field: String, reason: String)
  /// A value cannot be written in JSON; `field` is its path.
  case cannotEncode(field: String, reason: String)
}

extension ResultsError: CustomStringConvertible {
  /// The message for a user: the failure, its cause and a remedy.
  public var description: String {
    switch self {
    case .cannotRead(let path, let reason): "cannot read '\(path)': \(reason)"
    case .cannotWrite(let path, let reason): "cannot write '\(path)': \(reason)"
    case .notADocument(let reason): "this is no result document: \(reason)"
    case .unknownKind(let found, let known):
      "the document is of kind '\(found)', not '\(known)'"
    case .unknownSchema(let found, let known):
      "the document has schema \(found), this tare reads schema \(known); use a newer tare"
    case .malformed(let field, let reason): "the document's field '\(field)' is bad: \(reason)"
    case .cannotEncode(let field, let reason): "cannot write the field '\(field)': \(reason)"
    }
  }
}
