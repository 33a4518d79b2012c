// SPDX-License-Identifier: Apache-2.0

/// The symbols of a section, with their names.
package struct SymbolTable: RandomAccessCollection {
  /// A symbol without its name.
  package struct Symbol {
    /// `STT_…`: what a symbol names.
    package enum Kind {
      package static let function: UInt8 = 2
      package static let indirectFunction: UInt8 = 10
    }

    fileprivate let nameOffset: Int
    package let type: UInt8
    /// Whether other files may use it.
    package let isGlobal: Bool
    /// The number of the section that it lies in; 0 where another file has it.
    package let section: Int
    package let address, size: UInt64

    package var isDefined: Bool { section != 0 }
  }

  private static let entryBytes = 24
  private let entries, text: FileBytes
  package let endIndex: Int
  package var startIndex: Int { 0 }

  /// Reads the symbols of a section, at most `most` of them; a section of something else has none.
  package init(of section: ELFFile.Section, in file: ELFFile, most: Int = .max) {
    let isWhole = file.sections.indices.contains(Int(section.link))
    entries = FileBytes(isWhole ? file.contents(of: section) : [])
    text = FileBytes(isWhole ? file.contents(of: file.sections[Int(section.link)]) : [])
    endIndex = Swift.min(entries.count / Self.entryBytes, most)
  }

  /// The symbol of a number; one of zeros beyond the last.
  package subscript(index: Int) -> Symbol {
    let place = index * Self.entryBytes
    let word = entries.uint32(at: place + 4)
    return Symbol(
      nameOffset: Int(entries.uint32(at: place)), type: UInt8(truncatingIfNeeded: word & 15),
      isGlobal: word >> 4 & 15 != 0, section: Int(word >> 16),
      address: entries.uint64(at: place + 8), size: entries.uint64(at: place + 16))
  }

  package func name(of symbol: Symbol) -> String { text.text(at: symbol.nameOffset) }
}
