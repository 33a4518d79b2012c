// SPDX-License-Identifier: Apache-2.0

import ELF

/// The functions of a file as it tells them to who unwinds a stack: `.eh_frame` and the table that
/// finds its entries.
///
/// The formats are those of the Linux Standard Base, "Exception Frames".
struct UnwindTable {
  /// An entry, of a function or a part of one.
  struct Entry: Hashable {
    let start, size: UInt64
    /// Whether exceptions that pass are told to it, to be caught or to clean up.
    let hasHandlers: Bool
    /// Whether it begins with a stack that is set up already: a later part of a function.
    let isLaterPart: Bool
  }

  /// Two numbers of 32 bits, relative to the table.
  private static let knownTable: [UInt8] = [0x1b, 0x03, 0x3b]
  private static let headerBytes = 12
  private static let mostBytes: UInt64 = 1 << 16

  private let file: ProgramFile
  private let table: FileBytes
  private let tableAddress: UInt64
  private let count: Int

  /// Reads the table of a file; one that has none, or one of another kind, tells nothing.
  init(_ file: ProgramFile) {
    self.file = file
    let section = file.elf.section(".eh_frame_hdr")
    let table = FileBytes(section.map(file.elf.contents) ?? [])
    self.table = table
    tableAddress = section?.address ?? 0
    let isKnown =
      table.bytes.first == 1 && Array(table.bytes.dropFirst().prefix(3)) == Self.knownTable
    let room = max(0, table.count - Self.headerBytes) / 8
    count = isKnown ? min(room, Int(table.uint32(at: 8))) : 0
  }

  /// The entry that an address is in.
  func entry(at address: UInt64) -> Entry? {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if relative(Self.headerBytes + middle * 8) <= address {
        low = middle + 1
      } else {
        high = middle
      }
    }
    guard low > 0, let entry = entry(described: relative(Self.headerBytes + low * 8 - 4)),
      address >= entry.start, address - entry.start < entry.size
    else { return nil }
    return entry
  }

  /// The outlying part of a function at an address; `nil` where another function is there.
  func laterPart(at address: UInt64) -> Entry? {
    entry(at: address).flatMap { $0.isLaterPart && $0.size <= FunctionCode.mostBytes ? $0 : nil }
  }

  private func relative(_ place: Int) -> UInt64 {
    tableAddress &+ UInt64(bitPattern: Int64(Int32(bitPattern: table.uint32(at: place))))
  }

  private func entry(described address: UInt64) -> Entry? {
    guard let record = self.record(at: address) else { return nil }
    let commonAddress = address &+ 4 &- UInt64(record.uint32(at: 4))
    guard let common = self.record(at: commonAddress).flatMap(CommonEntry.init) else { return nil }
    let pointerBytes = Encoding(common.pointers).bytes
    var reader = ByteReader(record, at: 8)
    let raw = reader.signed(bytes: pointerBytes)
    let isRelative = common.pointers & 0x70 == 0x10
    let start = isRelative ? address &+ 8 &+ UInt64(bitPattern: raw) : UInt64(bitPattern: raw)
    let size = UInt64(bitPattern: reader.signed(bytes: pointerBytes))
    var hasHandlers = false
    if common.hasLength {
      let length = Int(clamping: reader.number())
      let end = reader.place + min(length, record.count)
      if let handlers = common.handlers {
        hasHandlers = reader.signed(bytes: Encoding(handlers).bytes) != 0
      }
      reader.place = end
    }
    return Entry(
      start: start, size: size, hasHandlers: hasHandlers,
      isLaterPart: Self.setsUpStack(record.uint8(at: reader.place)))
  }

  /// Whether an entry's first instruction changes the rule for the stack before any code runs.
  private static func setsUpStack(_ instruction: UInt8) -> Bool {
    let defineStack: ClosedRange<UInt8> = 0x0c...0x0f
    return defineStack.contains(instruction) || instruction & 0xc0 == 0x80
  }

  /// A record with its length in front.
  private func record(at address: UInt64) -> FileBytes? {
    guard let offset = file.offset(ofAddress: address),
      let length = file.elf.bytes(at: offset, count: 4).map({ UInt64(FileBytes($0).uint32(at: 0)) }
      ),
      length < Self.mostBytes
    else { return nil }
    return file.elf.bytes(at: offset, count: 4 + length).map(FileBytes.init)
  }

  /// How a pointer is written.
  private struct Encoding {
    let bytes: Int
    init(_ code: UInt8) {
      switch code & 0x0f {
      case 0x02, 0x0a: bytes = 2
      case 0x03, 0x0b: bytes = 4
      default: bytes = code == 0xff ? 0 : 8
      }
    }
  }

  /// The fields that several entries have in common.
  private struct CommonEntry {
    private(set) var hasLength = false
    private(set) var pointers: UInt8 = 0
    private(set) var handlers: UInt8?

    init?(_ record: FileBytes) {
      guard record.uint32(at: 4) == 0 else { return nil }
      let text = record.text(at: 9, limit: 16)
      var reader = ByteReader(record, at: 9 + text.utf8.count + 1)
      _ = reader.number()
      _ = reader.number()
      if record.uint8(at: 8) == 1 { reader.place += 1 } else { _ = reader.number() }
      guard text.hasPrefix("z") else { return }
      hasLength = true
      _ = reader.number()
      for letter in text.dropFirst() {
        switch letter {
        case "R": pointers = reader.byte()
        case "L": handlers = reader.byte()
        case "P": reader.place += Encoding(reader.byte()).bytes
        default: break
        }
      }
    }
  }
}

/// Reads numbers one after the other.
private struct ByteReader {
  let bytes: FileBytes
  var place: Int

  init(_ bytes: FileBytes, at place: Int) {
    self.bytes = bytes
    self.place = place
  }

  mutating func byte() -> UInt8 {
    place += 1
    return bytes.uint8(at: place - 1)
  }

  mutating func signed(bytes count: Int) -> Int64 {
    defer { place += count }
    switch count {
    case 2: return Int64(Int16(bitPattern: bytes.uint16(at: place)))
    case 4: return Int64(Int32(bitPattern: bytes.uint32(at: place)))
    case 8: return Int64(bitPattern: bytes.uint64(at: place))
    default: return 0
    }
  }

  /// A number of seven bits a byte (LEB128).
  mutating func number() -> UInt64 {
    var result: UInt64 = 0
    var shift: UInt64 = 0
    while place < bytes.count {
      let byte = byte()
      if shift < 64 { result |= UInt64(byte & 0x7f) << shift }
      shift += 7
      if byte & 0x80 == 0 { break }
    }
    return result
  }
}
