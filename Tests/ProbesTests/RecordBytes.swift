// SPDX-License-Identifier: Apache-2.0

import Probes

/// The bytes of a record as the kernel side lays them out, built up field by field.
struct RecordBytes {
  private(set) var bytes: [UInt8]

  init(count: Int) {
    bytes = [UInt8](repeating: 0, count: count)
  }

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
  }

  mutating func put<Number: FixedWidthInteger>(_ number: Number, at offset: Int) {
    for byte in 0..<(Number.bitWidth / 8) {
      bytes[offset + byte] = UInt8(truncatingIfNeeded: number >> Number(8 * byte))
    }
  }

  mutating func put(_ text: [UInt8], at offset: Int) {
    bytes.replaceSubrange(offset..<(offset + text.count), with: text)
  }

  mutating func append(_ more: [UInt8]) { bytes += more }

  var span: RawSpan { @_lifetime(borrow self) get { unsafe bytes.span.bytes } }

  /// What a probe makes of the bytes.
  func event<P: StreamingProbe>(of probe: P.Type) -> P.Event? { P.event(from: span) }
}

extension [UInt8] {
  /// Two digits a byte.
  var hexadecimal: String {
    map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }
}
