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
    case .unknownKind(let found, let known): "the document is of kind '\(found)', not '\(known)'"
    case .unknownSchema(let found, let known):
      "the document has schema \(found), this tare reads schema \(known); use a newer tare"
    case .malformed(let field, let reason): "the document's field '\(field)' is bad: \(reason)"
    case .cannotEncode(let field, let reason): "cannot write the field '\(field)': \(reason)"
    }
  }

  /// The error for what `JSONDecoder` threw.
  init(decoding error: any Error) {
    guard let error = error as? DecodingError else {
      self = .notADocument(reason: "\(error)")
      return
    }
    switch error {
    case .keyNotFound(let key, let context):
      self = .malformed(field: Self.path(context.codingPath + [key]), reason: "it is missing")
    case .valueNotFound(_, let context):
      self = .malformed(field: Self.path(context.codingPath), reason: "it is null")
    case .typeMismatch(let type, let context):
      self = .malformed(field: Self.path(context.codingPath), reason: "it is no \(type)")
    case .dataCorrupted(let context):
      self = .malformed(field: Self.path(context.codingPath), reason: context.debugDescription)
    @unknown default: self = .notADocument(reason: "\(error)")
    }
  }

  /// The error for what `JSONEncoder` threw.
  init(encoding error: any Error) {
    guard case .invalidValue(let value, let context)? = error as? EncodingError else {
      self = .cannotEncode(field: "", reason: "\(error)")
      return
    }
    self = .cannotEncode(
      field: Self.path(context.codingPath), reason: "JSON has no way to write \(value)")
  }

  /// `cells[0].base.low`.
  private static func path(_ keys: [any CodingKey]) -> String {
    keys.reduce(into: "") { path, key in
      if let index = key.intValue {
        path += "[\(index)]"
      } else {
        path += path.isEmpty ? key.stringValue : ".\(key.stringValue)"
      }
    }
  }
}
