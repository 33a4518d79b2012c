// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials

extension RawSlices: Codable {
  private enum Key: String, CodingKey { case conditions, packed }

  /// Reads the conditions and the stream in base64.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    let text = try container.decode(String.self, forKey: .packed)
    guard let data = Data(base64Encoded: text) else {
      throw DecodingError.dataCorruptedError(
        forKey: .packed, in: container, debugDescription: "it is not base64")
    }
    do {
      try self.init(
        conditions: container.decode([Condition].self, forKey: .conditions), packed: [UInt8](data))
    } catch ResultsError.malformed(_, let reason) {
      throw DecodingError.dataCorruptedError(
        forKey: .packed, in: container, debugDescription: reason)
    }
  }

  /// Writes the conditions and the stream in base64.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(conditions, forKey: .conditions)
    try container.encode(Data(packed).base64EncodedString(), forKey: .packed)
  }
}
