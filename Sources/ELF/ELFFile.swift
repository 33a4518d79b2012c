// SPDX-License-Identifier: Apache-2.0

/// A program, library, kernel module or BPF object: a 64-bit little-endian ELF file, elf(5). It may
/// be damaged: a part outside of it counts as missing.
package struct ELFFile {
  /// Reads the bytes at an offset, which lie in the file; `nil` where that fails.
  package typealias Reader = (_ offset: UInt64, _ count: UInt64) -> [UInt8]?

  /// `e_machine` of a program for x86-64.
  package static let x86: UInt16 = 62

  private let size: UInt64
  private let read: Reader
  private let header: FileBytes
  package private(set) var sections: [Section] = []
  package private(set) var segments: [Segment] = []

  /// Opens a file of this size; `nil` where it is no such file, for example a script.
  package init?(size: UInt64, read: @escaping Reader) {
    guard size >= 64, let header = read(0, 64),
      header.starts(with: [0x7f, 0x45, 0x4c, 0x46, 2, 1])
    else { return nil }
    self.size = size
    self.read = read
    self.header = FileBytes(header)
    segments = table(at: 32, entries: 54).map { Segment($0) }
    let sections = table(at: 40, entries: 58).map { Section($0) }
    self.sections = named(sections)
  }

  /// Opens a file in memory.
  package init?(_ bytes: [UInt8]) {
    self.init(size: UInt64(bytes.count)) { offset, count in
      Array(bytes[Int(offset)..<Int(offset + count)])
    }
  }

  /// The number of the processor's kind.
  package var machine: UInt16 { header.uint16(at: 18) }

  /// The bytes at an offset; `nil` where some of them lie outside.
  package func bytes(at offset: UInt64, count: UInt64) -> [UInt8]? {
    holds(offset, count) ? read(offset, count) : nil
  }

  private func holds(_ offset: UInt64, _ count: UInt64) -> Bool {
    offset <= size && count <= size - offset
  }

  /// The bytes of a section; nothing where it lies outside, or has room in memory only.
  package func contents(of section: Section) -> [UInt8] {
    section.isInFile ? bytes(at: section.offset, count: section.size) ?? [] : []
  }

  /// The first section of that name.
  package func section(_ name: String) -> Section? { sections.first { $0.name == name } }

  /// The bytes of the first section of that name; `nil` where there is none, or it lies outside.
  package func contents(named name: String) -> [UInt8]? {
    guard let section = section(name), section.isInFile else { return nil }
    return bytes(at: section.offset, count: section.size)
  }

  /// The entries of a table, found by the header's offset, entry size and count.
  private func table(at place: Int, entries: Int) -> [FileBytes] {
    let size = Int(header.uint16(at: entries)), count = Int(header.uint16(at: entries + 2))
    let bytes = bytes(at: header.uint64(at: place), count: UInt64(size * count)) ?? []
    return size == 0
      ? []
      : stride(from: 0, to: bytes.count, by: size).map { FileBytes(Array(bytes[$0..<$0 + size])) }
  }

  private func named(_ sections: [Section]) -> [Section] {
    let index = Int(header.uint16(at: 62))
    guard sections.indices.contains(index) else { return sections }
    let names = FileBytes(contents(of: sections[index]))
    return sections.map { section in
      var section = section
      section.name = names.text(at: Int(section.nameOffset), limit: 1024)
      return section
    }
  }

  /// The file without its section table and the symbols that follow the segments: all that the
  /// kernel needs to run it; `nil` where nothing can be left out.
  package var stripped: [UInt8]? {
    let inside = segments.filter { holds($0.offset, $0.size) }
    guard !inside.isEmpty else { return nil }
    let table = UInt64(header.uint16(at: 56)) * UInt64(header.uint16(at: 54))
    let end = inside.map { $0.offset + $0.size }.reduce(header.uint64(at: 32) + table, max)
    guard (64..<size).contains(end), var result = bytes(at: 0, count: end) else { return nil }
    // e_shoff, e_shnum and e_shstrndx: no sections.
    for offset in Array(40..<48) + Array(60..<64) { result[offset] = 0 }
    return result
  }
}
