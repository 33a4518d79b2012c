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
}
