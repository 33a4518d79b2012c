// SPDX-License-Identifier: Apache-2.0

extension ELFFile {
  /// A part of the file with a name.
  package struct Section: Hashable, Sendable {
    /// `SHT_…`: what a section holds.
    package enum Kind {
      package static let program: UInt32 = 1
      package static let symbols: UInt32 = 2
      package static let relocations: UInt32 = 4
      package static let memoryOnly: UInt32 = 8
      package static let dynamicSymbols: UInt32 = 11
      package static let versionNames: UInt32 = 0x6fff_fffd
      package static let versions: UInt32 = 0x6fff_ffff
    }

    package internal(set) var name = ""
    let nameOffset: UInt32
    package let type: UInt32
    package let address, offset, size: UInt64
    /// The number of the section that this one refers to, for example a table's texts.
    package let link: UInt32
    private let flags: UInt64

    init(_ entry: FileBytes) {
      nameOffset = entry.uint32(at: 0)
      type = entry.uint32(at: 4)
      flags = entry.uint64(at: 8)
      address = entry.uint64(at: 16)
      offset = entry.uint64(at: 24)
      size = entry.uint64(at: 32)
      link = entry.uint32(at: 40)
    }

    var isInFile: Bool { type != Kind.memoryOnly }

    /// Whether it holds instructions.
    package var isCode: Bool { type == Kind.program && flags & 4 != 0 }
  }

  /// A part of the file that the kernel or the loader looks at when the program starts.
  package struct Segment: Hashable, Sendable {
    private enum Kind {
      static let loaded: UInt32 = 1
      static let interpreter: UInt32 = 3
      static let note: UInt32 = 4
    }

    private let type, flags: UInt32
    package let offset, address, size: UInt64

    init(_ entry: FileBytes) {
      type = entry.uint32(at: 0)
      flags = entry.uint32(at: 4)
      offset = entry.uint64(at: 8)
      address = entry.uint64(at: 16)
      size = entry.uint64(at: 32)
    }

    package var isLoaded: Bool { type == Kind.loaded }
    package var isExecutable: Bool { isLoaded && flags & 1 != 0 }
    fileprivate var isInterpreter: Bool { type == Kind.interpreter }
    fileprivate var isNote: Bool { type == Kind.note }
  }

  /// The program that loads shared libraries; `nil` for a program that needs none.
  package var interpreter: String? {
    segments.lazy.filter(\.isInterpreter).compactMap { bytes(at: $0.offset, count: $0.size) }
      .first.map { FileBytes($0).text(at: 0) }
  }

  /// Whether a segment of notes has one of this owner and type.
  package func hasNote(owner: String, type: UInt32) -> Bool {
    segments.lazy.filter(\.isNote).compactMap { bytes(at: $0.offset, count: $0.size) }
      .contains { Self.hasNote(FileBytes($0), owner, type) }
  }

  private static func hasNote(_ notes: FileBytes, _ owner: String, _ type: UInt32) -> Bool {
    var place = 0
    while place + 12 <= notes.count {
      if notes.uint32(at: place + 8) == type, notes.text(at: place + 12) == owner { return true }
      let sizes = [notes.uint32(at: place), notes.uint32(at: place + 4)]
      place += sizes.reduce(12) { $0 + (Int($1) + 3) / 4 * 4 }
    }
    return false
  }
}
