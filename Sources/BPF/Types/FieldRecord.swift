// SPDX-License-Identifier: Apache-2.0

/// A CO-RE relocation of `.BTF.ext`: a place in code that the loader fills from the kernel's types.
package struct FieldRecord: Hashable {
  /// `enum bpf_core_relo_kind` of `linux/bpf.h`.
  package enum Kind: UInt32 {
    case byteOffset, byteSize, exists, isSigned, leftShift, rightShift, localType, targetType
    case typeExists, typeSize, constantExists, constantValue, typeMatches
  }

  package let section: String
  /// The instruction's offset in its section, in bytes.
  package let offset: Int
  /// The number of the object's type at which the path begins.
  package let type: Int
  /// The access path: `0:2:1` is the second member of the third.
  package let path: [Int]
  package let kind: Kind

  /// Every record of an object's `.BTF.ext`, in order.
  package static func all(in content: [UInt8], types: TypeInformation) -> [FieldRecord] {
    let span = unsafe content.span.bytes
    let header = Int(span.uint32(at: 4))
    // An old object's header ends before the later part for CO-RE.
    guard span.uint32(at: 0) & 0xffff == 0xeb9f, header >= 32 else { return [] }
    let start = header + Int(span.uint32(at: 24)), size = Int(span.uint32(at: 28))
    guard size > 4, start + size <= content.count else { return [] }
    let recordSize = Int(span.uint32(at: start))
    guard recordSize >= 16 else { return [] }
    var records: [FieldRecord] = []
    var at = start + 4
    while at + 8 <= start + size {
      let section = types.string(Int(span.uint32(at: at)))
      let count = min(Int(span.uint32(at: at + 4)), (start + size - at - 8) / recordSize)
      at += 8
      for _ in 0..<count {
        if let record = record(span, at, section, types) { records.append(record) }
        at += recordSize
      }
    }
    return records
  }

  private static func record(
    _ span: RawSpan, _ at: Int, _ section: String, _ types: TypeInformation
  ) -> FieldRecord? {
    guard let kind = Kind(rawValue: span.uint32(at: at + 12)) else { return nil }
    let path = types.string(Int(span.uint32(at: at + 8))).split(separator: ":")
      .compactMap { Int($0) }
    return FieldRecord(
      section: section, offset: Int(span.uint32(at: at)), type: Int(span.uint32(at: at + 4)),
      path: path, kind: kind)
  }
}
