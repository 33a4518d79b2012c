// SPDX-License-Identifier: Apache-2.0

import BPF
import ELF

/// The functions in a compiled BPF object.
struct ObjectCode {
  /// A function of a section of code.
  struct Function: Hashable {
    let name: String
    let section: String
    /// Its range in the section.
    let bytes: Range<Int>
  }

  private let file: ELFFile
  let functions: [Function]

  /// Reads an object; `nil` where the bytes are none.
  init?(_ bytes: [UInt8]) {
    guard let file = ELFFile(bytes) else { return nil }
    self.file = file
    let symbols = file.sections.first { $0.type == ELFFile.Section.Kind.symbols }
      .map { SymbolTable(of: $0, in: file) }
    functions =
      symbols.map { table in
        table.compactMap { Self.function($0, named: table.name(of: $0), in: file) }
      } ?? []
  }

  private static func function(
    _ symbol: SymbolTable.Symbol, named name: @autoclosure () -> String, in file: ELFFile
  ) -> Function? {
    guard symbol.type == SymbolTable.Symbol.Kind.function,
      file.sections.indices.contains(symbol.section)
    else { return nil }
    let section = file.sections[symbol.section]
    guard section.isCode, section == file.section(section.name),
      symbol.address <= section.size, symbol.size <= section.size - symbol.address,
      section.size <= Int.max
    else { return nil }
    let start = Int(symbol.address)
    return Function(name: name(), section: section.name, bytes: start..<start + Int(symbol.size))
  }

  /// The object's types; `nil` for none.
  var types: TypeInformation? { file.contents(named: ".BTF").flatMap { TypeInformation($0) } }

  /// The code's CO-RE records.
  func fieldRecords(_ types: TypeInformation) -> [FieldRecord] {
    file.contents(named: ".BTF.ext").map { FieldRecord.all(in: $0, types: types) } ?? []
  }

  /// The instructions of a function.
  func code(_ function: Function) -> [UInt8] {
    file.contents(named: function.section).map { Array($0[function.bytes]) } ?? []
  }

  /// The function with an instruction of a section.
  func function(at offset: Int, in section: String) -> Function? {
    functions.first { $0.section == section && $0.bytes.contains(offset) }
  }
}
