// SPDX-License-Identifier: Apache-2.0

internal import FoundationEssentials

/// A line of the conversation, as bytes.
enum GuestLine {
  /// The longest line in bytes: raw slices of a cell take some megabytes.
  static let longest = 64 << 20

  static func encode(_ message: some Encodable) throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.withoutEscapingSlashes]
    return [UInt8](try encoder.encode(message)) + [UInt8(ascii: "\n")]
  }

  static func decode<Message: Decodable>(_ line: [UInt8], as type: Message.Type) throws -> Message {
    try JSONDecoder().decode(type, from: Data(line))
  }
}

/// Cuts bytes into lines.
struct LineCutter {
  private var rest: [UInt8] = []

  /// The lines that the next bytes complete, without their ends; `nil` once one is too long.
  mutating func append(_ bytes: ArraySlice<UInt8>) -> [[UInt8]]? {
    var lines: [[UInt8]] = []
    var bytes = bytes
    while let end = bytes.firstIndex(of: UInt8(ascii: "\n")) {
      lines.append(rest + bytes[..<end])
      rest = []
      bytes = bytes[(end + 1)...]
    }
    rest += bytes
    return rest.count > GuestLine.longest ? nil : lines
  }
}
