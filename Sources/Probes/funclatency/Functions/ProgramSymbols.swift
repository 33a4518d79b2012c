// SPDX-License-Identifier: Apache-2.0

import ELF

/// The functions that a file has symbols of, those that others may call and those of its own.
struct ProgramSymbols {
  private typealias SectionKind = ELFFile.Section.Kind
  /// The most symbols of one table that are looked at.
  private static let mostSymbols = 1 << 22
  /// The most versions of a file: their numbers have fifteen bits.
  private static let mostVersions = 1 << 15

  private static let functionKinds = [
    SymbolTable.Symbol.Kind.function, SymbolTable.Symbol.Kind.indirectFunction,
  ]

  /// Each symbol of a function, in the order of the file.
  let functions: [ProgramFunction]
  /// The names of what it takes from other files.
  let imports: Set<String>
  /// Whether the file still has the symbols that only linking and debugging need.
  let isStripped: Bool

  /// Reads the symbols of a file; one that is damaged has fewer.
  init(_ file: ProgramFile) {
    var functions: [ProgramFunction] = []
    var imports: Set<String> = []
    if let section = file.elf.sections.first(where: { $0.type == SectionKind.dynamicSymbols }) {
      let versions = Self.versions(of: file.elf)
      functions += Self.functions(of: section, in: file.elf, versions: versions, &imports)
    }
    if let section = file.elf.sections.first(where: { $0.type == SectionKind.symbols }) {
      functions += Self.functions(of: section, in: file.elf, versions: [], &imports)
    }
    self.functions = functions
    self.imports = imports
    isStripped = !file.elf.sections.contains { $0.type == SectionKind.symbols }
  }

  /// The functions to trace by a name: those of the default version where it has one, of the
  /// symbols that others may call where there are some, and one for each address.
  ///
  /// - Parameters:
  ///   - name: The name, as the symbol has it.
  ///   - version: The version that is wanted, if one is.
  /// - Returns: The functions, by address.
  func named(_ name: String, version: String? = nil) -> [ProgramFunction] {
    Self.preferred(
      functions.filter { $0.name == name && (version == nil || $0.version == version) },
      anyVersion: version == nil)
  }

  /// The functions that a name alone means, of all that have it.
  static func preferred(
    _ functions: [ProgramFunction], anyVersion: Bool = true
  ) -> [ProgramFunction] {
    func kept(_ all: [ProgramFunction], _ isBetter: (ProgramFunction) -> Bool)
      -> [ProgramFunction]
    {
      let better = all.filter(isBetter)
      return better.isEmpty ? all : better
    }
    return oneForEachAddress(
      kept(anyVersion ? kept(functions, \.isDefault) : functions, \.isGlobal))
  }

  /// One symbol for each address, sorted: of several one that tells the function's size.
  static func oneForEachAddress(_ functions: [ProgramFunction]) -> [ProgramFunction] {
    var seen: Set<UInt64> = []
    return functions.sorted { ($1.size, $0.name) < ($0.size, $1.name) }
      .filter { seen.insert($0.address).inserted }.sorted { $0.address < $1.address }
  }

  private static func functions(
    of section: ELFFile.Section, in file: ELFFile, versions: [Version?],
    _ imports: inout Set<String>
  ) -> [ProgramFunction] {
    let symbols = SymbolTable(of: section, in: file, most: mostSymbols)
    var result: [ProgramFunction] = []
    for (index, symbol) in symbols.enumerated() {
      guard !symbol.isDefined || functionKinds.contains(symbol.type) else { continue }
      let name = symbols.name(of: symbol)
      guard !name.isEmpty else { continue }
      guard symbol.isDefined else {
        imports.insert(name)
        continue
      }
      var function = ProgramFunction(
        name: name, isIndirect: symbol.type == SymbolTable.Symbol.Kind.indirectFunction,
        isGlobal: symbol.isGlobal, address: symbol.address, size: symbol.size)
      if let version = versions.indices.contains(index) ? versions[index] : nil {
        function.version = version.name
        function.isDefault = version.isDefault
      } else {
        function.splitName()
      }
      result.append(function)
    }
    return result
  }

  private struct Version {
    let name: String
    let isDefault: Bool
  }

  /// The version of each dynamic symbol, where it has one.
  private static func versions(of file: ELFFile) -> [Version?] {
    guard let section = file.sections.first(where: { $0.type == SectionKind.versions }) else {
      return []
    }
    let names = versionNames(of: file)
    let numbers = FileBytes(file.contents(of: section))
    let hidden: UInt16 = 0x8000
    return (0..<numbers.count / 2).map { index in
      let number = numbers.uint16(at: index * 2)
      return names[number & ~hidden].map { Version(name: $0, isDefault: number & hidden == 0) }
    }
  }

  /// The names of the versions that a file defines, by number, without the file's own name.
  private static func versionNames(of file: ELFFile) -> [UInt16: String] {
    guard let section = file.sections.first(where: { $0.type == SectionKind.versionNames }),
      file.sections.indices.contains(Int(section.link))
    else { return [:] }
    let definitions = FileBytes(file.contents(of: section))
    let text = FileBytes(file.contents(of: file.sections[Int(section.link)]))
    var names: [UInt16: String] = [:]
    var place = 0
    for _ in 0..<mostVersions where place + 20 <= definitions.count {
      let first = place + Int(definitions.uint32(at: place + 12))
      let name = text.text(at: Int(definitions.uint32(at: first)))
      if definitions.uint16(at: place + 2) & 1 == 0 {
        names[definitions.uint16(at: place + 4)] = name
      }
      let next = Int(definitions.uint32(at: place + 16))
      if next == 0 { break }
      place += next
    }
    return names
  }
}

extension ProgramFunction {
  /// Takes the version out of the name, where linkers leave it in symbols of a file's own.
  fileprivate mutating func splitName() {
    guard let mark = name.firstIndex(of: "@"), mark != name.startIndex else { return }
    let version = name[mark...].drop { $0 == "@" }
    guard !version.isEmpty else { return }
    isDefault = name[mark...].hasPrefix("@@")
    self.version = String(version)
    name = String(name[..<mark])
  }
}
