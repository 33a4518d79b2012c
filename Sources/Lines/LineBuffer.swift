// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Text on its way to a file: bytes in, whole lines out, no `String` in between.
public struct LineBuffer: ~Copyable {
  var bytes: [UInt8] = []
  private let descriptor: Int32

  /// Where the line that is being written began.
  private var lineStart = 0

  /// A buffer for an open file, which stays the caller's.
  public init(descriptor: Int32) {
    self.descriptor = descriptor
    bytes.reserveCapacity(1 << 17)
  }

  /// The bytes that wait to be written.
  public var count: Int { bytes.count }

  /// The last byte of the line that is being written.
  var last: UInt8? { bytes.count > lineStart ? bytes.last : nil }

  /// Adds bytes as they are.
  public mutating func append(_ text: RawSpan) {
    unsafe text.withUnsafeBytes { unsafe bytes.append(contentsOf: $0) }
  }

  /// Adds one byte.
  public mutating func append(_ byte: UInt8) { bytes.append(byte) }

  /// Adds text.
  public mutating func append(_ text: StaticString) {
    text.withUTF8Buffer { unsafe bytes.append(contentsOf: $0) }
  }

  /// Adds text.
  public mutating func append(_ text: String) { bytes.append(contentsOf: text.utf8) }

  /// Adds bytes as they are, but a control character or a backslash as `\xHH` or `\\`: a name from
  /// outside never moves the cursor or ends the line. Bytes from 0x80 up pass.
  public mutating func append(printing text: RawSpan) {
    unsafe text.withUnsafeBytes { text in
      let harmless = unsafe text.allSatisfy {
        $0 >= 0x20 && $0 != 0x7f && $0 != UInt8(ascii: "\\")
      }
      if harmless {
        unsafe bytes.append(contentsOf: text)
        return
      }
      unsafe text.forEach { append(escaping: $0) }
    }
  }

  /// Adds bytes as `append(printing:)` with a span does.
  public mutating func append(printing text: [UInt8]) {
    unsafe append(printing: text.span.bytes)
  }

  private mutating func append(escaping byte: UInt8) {
    if byte == UInt8(ascii: "\\") {
      append("\\\\")
    } else if byte < 0x20 || byte == 0x7f {
      append("\\x")
      append(Self.digit(byte >> 4))
      append(Self.digit(byte & 15))
    } else {
      append(byte)
    }
  }

  /// A hexadecimal digit.
  static func digit(_ value: UInt8) -> UInt8 {
    value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
  }

  /// Adds spaces up to a column of the line, at least one.
  public mutating func pad(toColumn column: Int) {
    repeat { append(UInt8(ascii: " ")) } while bytes.count - lineStart < column
  }

  /// Ends the line.
  public mutating func endLine() {
    append(UInt8(ascii: "\n"))
    lineStart = bytes.count
  }

  /// Writes everything and empties the buffer.
  ///
  /// - Returns: 0, or the errno of the write that failed; what could not be written is dropped.
  public mutating func flush() -> Int32 {
    var written = 0
    var failure: Int32 = 0
    while written < bytes.count, failure == 0 {
      let count = unsafe bytes.withUnsafeBytes {
        unsafe write(descriptor, $0.baseAddress.map { unsafe $0 + written }, $0.count - written)
      }
      if count > 0 { written += count } else if errno != EINTR { failure = errno }
    }
    bytes.removeAll(keepingCapacity: true)
    lineStart = 0
    return failure
  }
}
