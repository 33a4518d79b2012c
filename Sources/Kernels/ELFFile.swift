// SPDX-License-Identifier: Apache-2.0

/// A program of this machine's kind (64-bit ELF, little-endian; elf(5)).
struct ELFFile {
  private let bytes: [UInt8]

  private struct Segment {
    let type: Int
    let offset: Int
    let size: Int
  }

  private enum SegmentType {
    static let interpreter = 3
    static let note = 4
  }

  /// `nil` where the bytes are no such program, for example a script.
  init?(_ bytes: [UInt8]) {
    guard bytes.count >= 64, bytes.starts(with: [0x7f, 0x45, 0x4c, 0x46, 2, 1]) else { return nil }
    self.bytes = bytes
  }

  private func number(at offset: Int, bytes count: Int) -> Int {
    guard offset >= 0, offset <= bytes.count - count else { return 0 }
    return (0..<count).reduce(0) { $0 | Int(bytes[offset + $1]) << (8 * $1) }
  }

  /// The segments that lie inside the file: a file of rubbish has none.
  private var segments: [Segment] {
    let start = number(at: 32, bytes: 8), size = number(at: 54, bytes: 2)
    guard (64...bytes.count).contains(start) else { return [] }
    return (0..<number(at: 56, bytes: 2)).compactMap { index in
      let entry = start + index * size
      let offset = number(at: entry + 8, bytes: 8), length = number(at: entry + 32, bytes: 8)
      guard (0...bytes.count).contains(offset), (0...bytes.count - offset).contains(length) else {
        return nil
      }
      return Segment(type: number(at: entry, bytes: 4), offset: offset, size: length)
    }
  }

  /// The program that loads shared libraries; `nil` for a program that needs none.
  var interpreter: String? {
    guard let segment = segments.first(where: { $0.type == SegmentType.interpreter }) else {
      return nil
    }
    let text = bytes[segment.offset..<segment.offset + segment.size].prefix { $0 != 0 }
    return String(decoding: text, as: UTF8.self)
  }

  /// Whether a segment of notes has one of this owner and type.
  func hasNote(owner: String, type: Int) -> Bool {
    let name = Array(owner.utf8) + [0]
    return segments.contains { segment in
      guard segment.type == SegmentType.note else { return false }
      var offset = segment.offset
      let end = segment.offset + segment.size
      while offset + 12 <= end {
        let nameSize = number(at: offset, bytes: 4), size = number(at: offset + 4, bytes: 4)
        if number(at: offset + 8, bytes: 4) == type, bytes[(offset + 12)...].starts(with: name) {
          return true
        }
        offset += 12 + (nameSize + 3) / 4 * 4 + (size + 3) / 4 * 4
      }
      return false
    }
  }

  /// What a section of this name holds; `nil` where there is none, or where it lies outside of the file.
  func section(_ name: String) -> ArraySlice<UInt8>? {
    let start = number(at: 40, bytes: 8), size = number(at: 58, bytes: 2)
    let count = number(at: 60, bytes: 2), names = number(at: 62, bytes: 2)
    guard (64...bytes.count).contains(start), names < count else { return nil }
    func content(_ index: Int) -> ArraySlice<UInt8>? {
      let entry = start + index * size
      let offset = number(at: entry + 24, bytes: 8), length = number(at: entry + 32, bytes: 8)
      guard (0...bytes.count).contains(offset), (0...bytes.count - offset).contains(length) else {
        return nil
      }
      return bytes[offset..<offset + length]
    }
    guard let texts = content(names) else { return nil }
    let wanted = Array(name.utf8) + [0]
    let found = (0..<count).first {
      texts.dropFirst(number(at: start + $0 * size, bytes: 4)).starts(with: wanted)
    }
    return found.flatMap(content)
  }

  /// What the kernel needs of the file to run it: its segments, without the table of sections and
  /// the symbols that follow them.
  var stripped: [UInt8] {
    let segments = segments
    guard !segments.isEmpty else { return bytes }
    let headerEnd = number(at: 32, bytes: 8) + number(at: 56, bytes: 2) * number(at: 54, bytes: 2)
    let end = segments.map { $0.offset + $0.size }.reduce(headerEnd, max)
    guard (64..<bytes.count).contains(end) else { return bytes }
    var result = Array(bytes[..<end])
    // e_shoff, e_shnum and e_shstrndx: no sections.
    for offset in Array(40..<48) + Array(60..<64) { result[offset] = 0 }
    return result
  }
}
