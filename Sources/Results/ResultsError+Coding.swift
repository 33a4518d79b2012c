// SPDX-License-Identifier: Apache-2.0

extension ResultsError {
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
      self = .malformed(
        field: Self.path(context.codingPath), reason: context.debugDescription)
    @unknown default:
      self = .notADocument(reason: "\(error)")
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
