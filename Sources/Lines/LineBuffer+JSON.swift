// SPDX-License-Identifier: Apache-2.0

/// JSON, one object a line.
///
/// Bytes that are no UTF-8 are kept exactly: the member holds them with U+FFFD for what is wrong,
/// so that it can be shown, and a second member `<key>_base64` holds them all.
extension LineBuffer {
  /// Begins an object.
  public mutating func beginObject() { append(UInt8(ascii: "{")) }

  /// Ends an object and the line.
  public mutating func endObjectLine() {
    append(UInt8(ascii: "}"))
    endLine()
  }

  /// Begins a member or an item of a list: its value follows.
  public mutating func key(_ key: StaticString) {
    separate()
    append(UInt8(ascii: "\""))
    append(key)
    append("\":")
  }

  /// Adds a comma where something stands before in the same object or list.
  private mutating func separate() {
    if let last, last != UInt8(ascii: "{"), last != UInt8(ascii: "[") {
      append(UInt8(ascii: ","))
    }
  }

  /// Adds a member that is a number.
  public mutating func member(_ key: StaticString, _ number: some BinaryInteger) {
    self.key(key)
    append("\(number)")
  }

  /// Adds a member that is true or false.
  public mutating func member(_ key: StaticString, _ value: Bool) {
    self.key(key)
    if value { append("true") } else { append("false") }
  }

  /// Adds a member that is text.
  public mutating func member(_ key: StaticString, _ text: String) {
    self.key(key)
    let bytes = Array(text.utf8)
    _ = unsafe append(quoting: bytes.span.bytes)
  }

  /// Adds a member that is bytes from outside, with its second member where they are no UTF-8.
  public mutating func member(_ key: StaticString, bytes: RawSpan) {
    self.key(key)
    if append(quoting: bytes) { return }
    append(",\"")
    append(key)
    append("_base64\":\"")
    append(base64: bytes)
    append(UInt8(ascii: "\""))
  }

  /// Adds a member that is bytes from outside, with its second member where they are no UTF-8;
  /// `null` where there are none.
  public mutating func member(_ key: StaticString, bytes: [UInt8]?) {
    guard let bytes else { return nullMember(key) }
    unsafe member(key, bytes: bytes.span.bytes)
  }

  /// Adds a member that is `null`.
  public mutating func nullMember(_ key: StaticString) {
    self.key(key)
    append("null")
  }

  /// Adds a list of texts; where one is no UTF-8, a second member holds all in base64.
  public mutating func member(_ key: StaticString, list: [[UInt8]]) {
    self.key(key)
    append(UInt8(ascii: "["))
    var areText = true
    for item in list {
      separate()
      if unsafe !append(quoting: item.span.bytes) { areText = false }
    }
    append(UInt8(ascii: "]"))
    if areText { return }
    append(",\"")
    append(key)
    append("_base64\":[")
    for item in list {
      separate()
      append(UInt8(ascii: "\""))
      unsafe append(base64: item.span.bytes)
      append(UInt8(ascii: "\""))
    }
    append(UInt8(ascii: "]"))
  }

  /// Adds a text with its quotation marks.
  ///
  /// - Returns: Whether the bytes are UTF-8; where not, what is wrong is U+FFFD.
  private mutating func append(quoting text: RawSpan) -> Bool {
    append(UInt8(ascii: "\""))
    defer { append(UInt8(ascii: "\"")) }
    let isPlain = unsafe text.withUnsafeBytes { text in
      unsafe text.allSatisfy {
        $0 >= 0x20 && $0 < 0x7f && $0 != UInt8(ascii: "\\") && $0 != UInt8(ascii: "\"")
      }
    }
    if isPlain {
      append(text)
      return true
    }
    let bytes = unsafe text.withUnsafeBytes { unsafe Array($0) }
    for scalar in String(decoding: bytes, as: UTF8.self).unicodeScalars {
      append(escaping: scalar)
    }
    return String(validating: bytes, as: UTF8.self) != nil
  }

  /// Controls, those from 0x7f to 0x9f too, are escaped: they must not reach a terminal.
  private mutating func append(escaping scalar: Unicode.Scalar) {
    switch scalar {
    case "\"": append("\\\"")
    case "\\": append("\\\\")
    case "\n": append("\\n")
    case "\t": append("\\t")
    case _ where scalar.value < 0x20 || (0x7f..<0xa0).contains(scalar.value):
      append("\\u00")
      append(Self.digit(UInt8(scalar.value >> 4)))
      append(Self.digit(UInt8(scalar.value & 15)))
    default: append(String(scalar))
    }
  }

  private static let base64Digits = Array(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

  private mutating func append(base64 text: RawSpan) {
    let bytes = unsafe text.withUnsafeBytes { unsafe Array($0) }
    for start in stride(from: 0, to: bytes.count, by: 3) {
      let group = bytes[start..<min(start + 3, bytes.count)]
      let bits = (0..<3).reduce(UInt32(0)) { bits, index in
        bits << 8 | (index < group.count ? UInt32(group[start + index]) : 0)
      }
      for digit in 0..<4 {
        let value = Int(bits >> UInt32(18 - 6 * digit) & 63)
        append(digit <= group.count ? Self.base64Digits[value] : UInt8(ascii: "="))
      }
    }
  }
}
