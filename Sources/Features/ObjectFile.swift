// SPDX-License-Identifier: Apache-2.0

import BPF

/// A compiled BPF object: a 64-bit little-endian ELF file, as elf(5) has it.
struct ObjectFile {
  /// A section of the file.
  struct Section: Hashable {
    let name: String
    let bytes: Range<Int>
    /// Whether it holds instructions.
    let isCode: Bool
  }

  /// A function of a section of code.
  struct Function: Hashable {
    let name: String
    let section: String
    /// Where it lies in its section.
    let bytes: Range<Int>
  }

  private let bytes: [UInt8]
  let sections: [Section]
  let functions: [Function]

  private enum SectionType {
    static let program = 1
    static let symbols = 2
    static let empty = 8
  }

  private struct Head {
    let name, type, flags, offset, size, link: Int
  }

  /// `nil` where the bytes are no such file.
  init?(_ bytes: [UInt8]) {
    guard bytes.count >= 64, bytes.starts(with: [0x7f, 0x45, 0x4c, 0x46, 2, 1]) else { return nil }
    self.bytes = bytes
    let span = unsafe bytes.span.bytes
    let heads = Self.heads(span)
    let names = Int(span.uint32(at: 60) >> 16)
    guard heads.indices.contains(names) else { return nil }
    let found = heads.map { head in
      Section(
        name: Self.text(span, heads[names].offset + head.name),
        bytes: head.offset..<head.offset + head.size,
        isCode: head.type == SectionType.program && head.flags & 4 != 0)
    }
    sections = found
    guard let symbols = heads.first(where: { $0.type == SectionType.symbols }),
      heads.indices.contains(symbols.link)
    else {
      functions = []
      return
    }
    functions = Self.functions(span, symbols, names: heads[symbols.link].offset, found)
  }

  private static func heads(_ span: RawSpan) -> [Head] {
    let start = Int(clamping: span.uint64(at: 40)), size = Int(span.uint32(at: 56) >> 16 & 0xffff)
    let count = Int(span.uint32(at: 60) & 0xffff)
    guard start < span.byteCount, size >= 64 else { return [] }
    return (0..<count).map { number in
      let at = start + number * size
      let head = Head(
        name: Int(span.uint32(at: at)), type: Int(span.uint32(at: at + 4)),
        flags: Int(clamping: span.uint64(at: at + 8)),
        offset: Int(clamping: span.uint64(at: at + 24)),
        size: Int(clamping: span.uint64(at: at + 32)), link: Int(span.uint32(at: at + 40)))
      let isInside =
        head.type != SectionType.empty && head.offset <= span.byteCount
        && head.size <= span.byteCount - head.offset
      return isInside
        ? head : Head(name: head.name, type: 0, flags: 0, offset: 0, size: 0, link: 0)
    }
  }

  private static func functions(
    _ span: RawSpan, _ symbols: Head, names: Int, _ sections: [Section]
  ) -> [Function] {
    stride(from: symbols.offset, to: symbols.offset + symbols.size, by: 24).compactMap { at in
      let word = span.uint32(at: at + 4)
      let section = Int(word >> 16), isFunction = word & 0xf == 2
      guard isFunction, sections.indices.contains(section), sections[section].isCode else {
        return nil
      }
      let start = Int(clamping: span.uint64(at: at + 8))
      let size = Int(clamping: span.uint64(at: at + 16))
      guard start <= sections[section].bytes.count, size <= sections[section].bytes.count - start
      else { return nil }
      return Function(
        name: text(span, names + Int(span.uint32(at: at))), section: sections[section].name,
        bytes: start..<start + size)
    }
  }

  private static func text(_ span: RawSpan, _ offset: Int) -> String {
    String(decoding: span.bytes(at: offset, limit: 1024), as: UTF8.self)
  }

  /// The content of the first section of that name.
  func content(_ name: String) -> [UInt8]? {
    sections.first { $0.name == name }.map { Array(bytes[$0.bytes]) }
  }

  /// The instructions of a function.
  func code(_ function: Function) -> [UInt8] {
    guard let content = content(function.section) else { return [] }
    return Array(content[function.bytes])
  }

  /// The function that holds an instruction of a section.
  func function(at offset: Int, in section: String) -> Function? {
    functions.first { $0.section == section && $0.bytes.contains(offset) }
  }
}
