// SPDX-License-Identifier: Apache-2.0

import BPF
import Glibc

/// An executable or shared library of this machine's kind, open for reading: 64-bit ELF for x86-64, elf(5).
///
/// The file may be anybody's and damaged: what lies outside of it is not there.
final class ProgramFile {
  /// A part of the file with a name.
  struct Section {
    var name = ""
    let nameOffset, type: UInt32
    let address, offset, size: UInt64
    let link: UInt32
  }

  /// A part of the file that is mapped when the program runs.
  struct Segment {
    let type, flags: UInt32
    let offset, address, size: UInt64

    var isLoaded: Bool { type == 1 }
    var isExecutable: Bool { isLoaded && flags & 1 != 0 }
  }

  /// The most bytes that are read at a time.
  private static let mostBytes: UInt64 = 1 << 29
  private static let machine: UInt16 = 62

  /// The path that it was opened by.
  let path: String
  /// The path that users know it by.
  let name: String
  /// Which file it is.
  let identity: FileIdentity
  /// Its parts by name.
  private(set) var sections: [Section] = []
  /// Its parts in memory.
  let segments: [Segment]
  private let descriptor: Int32
  private let size: UInt64

  /// Opens a file.
  ///
  /// - Parameters:
  ///   - path: Where it is.
  ///   - name: The path that users know it by, where that is another.
  /// - Throws: `TracedFunctionsError.noSymbols` where it cannot be opened, `.noProgramFile` where it is no program.
  init(_ path: String, name: String? = nil) throws(TracedFunctionsError) {
    // What waits for a writer, as a pipe does, is no program either.
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else {
      throw .noSymbols(
        name ?? path, .failed(.open, subject: path, code: LibbpfCode(errno), log: nil))
    }
    self.path = path
    self.name = name ?? path
    self.descriptor = descriptor
    var status = stat()
    let isFile =
      unsafe fstat(descriptor, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
    size = isFile ? UInt64(max(0, status.st_size)) : 0
    guard let identity = Descriptor.identity(of: descriptor),
      let header = Self.read(descriptor, size, at: 0, count: 64),
      header.starts(with: [0x7f, 0x45, 0x4c, 0x46, 2, 1]),
      FileBytes(header).uint16(at: 18) == Self.machine
    else {
      close(descriptor)
      throw .noProgramFile(name ?? path)
    }
    self.identity = identity
    segments = Self.segments(header, Self.table(descriptor, size, header, at: 32, entries: 54))
    sections = Self.sections(header, Self.table(descriptor, size, header, at: 40, entries: 58))
    nameSections(by: Int(FileBytes(header).uint16(at: 62)))
  }

  deinit { close(descriptor) }

  /// A path that leads to the file as long as it is open here, whatever becomes of its name.
  var openPath: String { "/proc/self/fd/\(descriptor)" }

  /// The bytes at an offset; `nil` where some of them lie outside.
  func bytes(at offset: UInt64, count: UInt64) -> [UInt8]? {
    Self.read(descriptor, size, at: offset, count: count)
  }

  /// The bytes of a section; nothing where it lies outside, or has room in memory only.
  func contents(of section: Section) -> [UInt8] {
    let holdsNothing: UInt32 = 8
    return section.type == holdsNothing
      ? [] : bytes(at: section.offset, count: section.size) ?? []
  }

  /// The section of that name.
  func section(_ name: String) -> Section? { sections.first { $0.name == name } }

  /// Where the code at an address lies in the file; `nil` where no code is there.
  func offset(ofCodeAt address: UInt64) -> UInt64? {
    let segment = segments.first {
      $0.isExecutable && address >= $0.address && address - $0.address < $0.size
    }
    return segment.map { $0.offset &+ (address - $0.address) }.flatMap { $0 < size ? $0 : nil }
  }

  /// Where what is at an address lies in the file; `nil` where nothing of the file is there.
  func offset(ofAddress address: UInt64) -> UInt64? {
    let segment = segments.first {
      $0.isLoaded && address >= $0.address && address - $0.address < $0.size
    }
    return segment.map { $0.offset &+ (address - $0.address) }.flatMap { $0 < size ? $0 : nil }
  }

  /// The address of what lies at an offset of the file, where that is mapped.
  func address(ofOffset offset: UInt64) -> UInt64? {
    segments.first { $0.isLoaded && offset >= $0.offset && offset - $0.offset < $0.size }
      .map { $0.address &+ (offset - $0.offset) }
  }

  /// The code from an address on, at most `most` bytes.
  func code(at address: UInt64, most: UInt64) -> [UInt8] {
    let segment = segments.first {
      $0.isExecutable && address >= $0.address && address - $0.address < $0.size
    }
    guard let segment, let offset = offset(ofCodeAt: address) else { return [] }
    let rest = min(segment.size - (address - segment.address), size - offset)
    return bytes(at: offset, count: min(most, rest)) ?? []
  }

  private static func read(
    _ descriptor: Int32, _ size: UInt64, at offset: UInt64, count: UInt64
  ) -> [UInt8]? {
    guard offset <= size, count <= size - offset, count <= mostBytes else { return nil }
    var bytes = [UInt8](repeating: 0, count: Int(count))
    var done = 0
    while done < bytes.count {
      let result = unsafe bytes.withUnsafeMutableBytes { memory -> Int in
        guard let start = memory.baseAddress else { return 0 }
        return unsafe pread(
          descriptor, start + done, memory.count - done, off_t(offset) + off_t(done))
      }
      guard result > 0 else { return nil }
      done += result
    }
    return bytes
  }

  /// The entries of one of the header's two tables: its offset, then the size of an entry and their number.
  private static func table(
    _ descriptor: Int32, _ size: UInt64, _ header: [UInt8], at place: Int, entries: Int
  ) -> [UInt8] {
    let span = FileBytes(header)
    let count = UInt64(span.uint16(at: entries)) * UInt64(span.uint16(at: entries + 2))
    return read(descriptor, size, at: span.uint64(at: place), count: count) ?? []
  }

  private static func segments(_ header: [UInt8], _ table: [UInt8]) -> [Segment] {
    entries(of: table, size: FileBytes(header).uint16(at: 54)) { span, at in
      Segment(
        type: span.uint32(at: at), flags: span.uint32(at: at + 4),
        offset: span.uint64(at: at + 8), address: span.uint64(at: at + 16),
        size: span.uint64(at: at + 32))
    }
  }

  private static func sections(_ header: [UInt8], _ table: [UInt8]) -> [Section] {
    entries(of: table, size: FileBytes(header).uint16(at: 58)) { span, at in
      Section(
        nameOffset: span.uint32(at: at), type: span.uint32(at: at + 4),
        address: span.uint64(at: at + 16), offset: span.uint64(at: at + 24),
        size: span.uint64(at: at + 32), link: span.uint32(at: at + 40))
    }
  }

  private static func entries<Entry>(
    of table: [UInt8], size: UInt16, _ decode: (FileBytes, _ offset: Int) -> Entry
  ) -> [Entry] {
    let span = FileBytes(table), size = max(1, Int(size))
    return (0..<table.count / size).map { decode(span, $0 * size) }
  }

  private func nameSections(by index: Int) {
    guard sections.indices.contains(index) else { return }
    let names = FileBytes(contents(of: sections[index]))
    for place in sections.indices {
      sections[place].name = names.text(at: Int(sections[place].nameOffset), limit: 256)
    }
  }
}
