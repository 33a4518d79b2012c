// SPDX-License-Identifier: Apache-2.0

/// BTF types: the running kernel's or an object's. A reader of our own, as libbpf's look-up by name
/// walks all types each time, and libbpf does not hand out an object's CO-RE records.
package struct TypeInformation: Sendable {
  /// `BTF_KIND_…` of `linux/btf.h`.
  package enum Kind: UInt32, Sendable {
    case void, integer, pointer, array, structure, union, enumeration, forward, typedef, volatile
    case const, restrict, function, prototype, variable, section, float, declarationTag, typeTag
    case enumeration64
  }

  /// A member of a struct, a parameter of a prototype, a constant of an enumeration.
  package struct Member: Hashable {
    package let name: String
    /// The number of its type; of a constant, its value.
    package let type: Int
  }

  private let bytes: [UInt8]
  private let strings: Int
  /// Each type's offset; the first is of type 1.
  private let offsets: [UInt32]
  /// The first type by hash of kind and name.
  private let index: [UInt64: UInt32]

  /// `nil` where the bytes are no BTF, or not whole.
  package init?(_ bytes: [UInt8]) {
    let span = unsafe bytes.span.bytes
    guard bytes.count >= 24, span.uint32(at: 0) & 0xffff == 0xeb9f else { return nil }
    let header = Int(span.uint32(at: 4))
    let start = header + Int(span.uint32(at: 8)), end = start + Int(span.uint32(at: 12))
    strings = header + Int(span.uint32(at: 16))
    guard end <= bytes.count, strings + Int(span.uint32(at: 20)) <= bytes.count else { return nil }
    var offsets: [UInt32] = [], index: [UInt64: UInt32] = [:]
    var at = start
    while at + 12 <= end {
      let info = span.uint32(at: at + 4)
      guard let kind = Kind(rawValue: info >> 24 & 0x1f) else { return nil }
      offsets.append(UInt32(at))
      let name = Int(span.uint32(at: at))
      if name != 0 {
        let key = Self.key(kind, Self.hash(span, from: strings + name))
        if index[key] == nil { index[key] = UInt32(offsets.count) }
      }
      at += 12 + Self.extra(kind) + Int(info & 0xffff) * Self.entrySize(kind)
    }
    self.bytes = bytes
    self.offsets = offsets
    self.index = index
  }

  /// Bytes that follow a type's head.
  private static func extra(_ kind: Kind) -> Int {
    switch kind {
    case .integer, .variable, .declarationTag: 4
    case .array: 12
    default: 0
    }
  }

  /// Bytes of each member.
  private static func entrySize(_ kind: Kind) -> Int {
    switch kind {
    case .structure, .union, .section, .enumeration64: 12
    case .enumeration, .prototype: 8
    default: 0
    }
  }

  private static func key(_ kind: Kind, _ hash: UInt64) -> UInt64 {
    (hash << 5) | UInt64(kind.rawValue)
  }

  /// The hash of the text from an offset up to its NUL.
  private static func hash(_ span: RawSpan, from start: Int) -> UInt64 {
    var hash = NameHash()
    var at = start
    while at < span.byteCount {
      let byte = unsafe span.unsafeLoad(fromByteOffset: at, as: UInt8.self)
      if byte == 0 { break }
      hash.add(byte)
      at += 1
    }
    return hash.value
  }

  /// The number of types, which is also the last type's number.
  package var count: Int { offsets.count }

  private func word(_ type: Int, _ place: Int) -> UInt32 {
    guard (1...max(1, offsets.count)).contains(type), !offsets.isEmpty else { return 0 }
    return unsafe bytes.span.bytes.uint32(at: Int(offsets[type - 1]) + 4 * place)
  }

  /// The kind of a type; number 0 is `void`.
  package func kind(_ type: Int) -> Kind { Kind(rawValue: word(type, 1) >> 24 & 0x1f) ?? .void }

  /// The name of a type; empty where it has none.
  package func name(_ type: Int) -> String { string(Int(word(type, 0))) }

  /// The type that a pointer, typedef, qualifier, function or variable refers to.
  package func target(_ type: Int) -> Int { Int(word(type, 2)) }

  /// The element's type and the number of elements.
  package func elements(_ array: Int) -> (type: Int, count: Int) {
    (Int(word(array, 3)), Int(word(array, 5)))
  }

  /// A text of the table of strings, which `.BTF.ext` refers to as well.
  package func string(_ offset: Int) -> String {
    guard offset != 0 else { return "" }
    let text = unsafe bytes.span.bytes.bytes(at: strings + offset, limit: 1024)
    return String(decoding: text, as: UTF8.self)
  }

  /// The members, parameters or constants of a type, in order.
  package func members(_ type: Int) -> [Member] {
    let size = Self.entrySize(kind(type)) / 4
    guard size > 0 else { return [] }
    return (0..<Int(word(type, 1) & 0xffff)).map { number in
      let place = 3 + number * size
      return Member(name: string(Int(word(type, place))), type: Int(word(type, place + 1)))
    }
  }

  /// The number of the first type of that kind and name.
  package func type(_ kind: Kind, named name: String) -> Int? {
    let key = Self.key(kind, NameHash(name).value)
    guard let type = index[key], self.name(Int(type)) == name else { return nil }
    return Int(type)
  }
}
