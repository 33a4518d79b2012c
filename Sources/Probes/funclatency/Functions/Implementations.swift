// SPDX-License-Identifier: Apache-2.0

import ELF
import Glibc

/// Which implementations a process's loader took for the functions of a file that leave the choice
/// to their resolvers (IFUNCs): read from the addresses that it wrote into the process's memory.
struct Implementations {
  private enum RelocationType {
    static let address: UInt64 = 1
    static let globalData: UInt64 = 6
    static let jumpSlot: UInt64 = 7
    static let indirect: UInt64 = 37
  }
  private static let relocationBytes = 24
  /// Relocations of all files of a process that are still looked at.
  private var relocationsLeft = 1 << 22

  private let file: ProgramFile
  private let maps: MappedFiles
  private let code: [MemoryMapping]
  private var byResolver: [UInt64: UInt64] = [:]
  private var byName: [String: [UInt64]] = [:]

  /// Reads what a process's loader chose; `nil` where it does not have the file mapped.
  init?(of file: ProgramFile, in maps: MappedFiles) {
    let code = maps.code(of: file.identity)
    guard !code.isEmpty else { return nil }
    self.file = file
    self.maps = maps
    self.code = code
    let memory = ProcessMemory(maps.pid)
    for mapping in maps.filesWithCode {
      let other: ProgramFile
      do throws(TracedFunctionsError) { other = try ProgramFile(maps.path(of: mapping)) } catch {
        continue  // It went meanwhile, or is none that the loader worked on.
      }
      read(other, at: mapping, isOwn: other.identity == file.identity, memory)
    }
  }

  /// Where the implementation of a function is, as the file counts; `nil` where the process's
  /// memory does not tell.
  ///
  /// - Parameters:
  ///   - function: The function, whose address is its resolver's.
  ///   - others: The addresses of other versions of the name, which are other functions.
  /// - Returns: The address.
  func address(of function: ProgramFunction, notOf others: Set<UInt64>) -> UInt64? {
    if let address = byResolver[function.address] { return address }
    return byName[function.name]?.first { $0 != function.address && !others.contains($0) }
  }

  /// The address in the file of what is at an address of the process; `nil` where it is of another
  /// file, or no code.
  func address(inFile address: UInt64) -> UInt64? {
    guard let mapping = code.mapping(at: address),
      let result = file.address(ofOffset: mapping.offset &+ (address - mapping.range.lowerBound))
    else { return nil }
    // A slot that was not used yet leads to the code that is to fill it.
    return file.isStub(result) ? nil : result
  }

  /// The symbols that relocations speak of.
  private static func symbols(
    of relocations: ELFFile.Section, in file: ELFFile
  ) -> SymbolTable? {
    let table = Int(relocations.link)
    return file.sections.indices.contains(table)
      ? SymbolTable(of: file.sections[table], in: file) : nil
  }

  private mutating func read(
    _ other: ProgramFile, at mapping: MemoryMapping, isOwn: Bool, _ memory: ProcessMemory
  ) {
    guard let address = other.address(ofOffset: mapping.offset) else { return }
    let bias = mapping.range.lowerBound &- address
    for section in other.elf.sections
    where section.type == ELFFile.Section.Kind.relocations && section.address != 0 {
      let table = FileBytes(other.elf.contents(of: section))
      let symbols = Self.symbols(of: section, in: other.elf)
      let count = min(table.count / Self.relocationBytes, relocationsLeft)
      relocationsLeft -= count
      for place in (0..<count).map({ $0 * Self.relocationBytes }) {
        let slot = table.uint64(at: place), information = table.uint64(at: place + 8)
        switch information & 0xffff_ffff {
        case RelocationType.indirect where isOwn:
          let found = memory.word(at: bias &+ slot).flatMap(address(inFile:))
          byResolver[table.uint64(at: place + 16)] = found
        case RelocationType.address, RelocationType.globalData, RelocationType.jumpSlot:
          guard let symbols,
            let name = symbols.name(ofNumber: Int(information >> 32)),
            let found = memory.word(at: bias &+ slot).flatMap(address(inFile:))
          else { continue }
          byName[name, default: []].append(found)
        default: break
        }
      }
    }
  }
}

extension SymbolTable {
  /// The name of the symbol of that number; `nil` where it has none.
  fileprivate func name(ofNumber number: Int) -> String? {
    let name = name(of: self[number])
    return name.isEmpty ? nil : name
  }
}

/// The memory of a process.
private final class ProcessMemory {
  private let descriptor: Int32

  init(_ pid: UInt32) {
    descriptor = unsafe open("/proc/\(pid)/mem", O_RDONLY | O_CLOEXEC)
  }

  deinit { if descriptor >= 0 { close(descriptor) } }

  /// The number at an address; `nil` where nothing can be read.
  func word(at address: UInt64) -> UInt64? {
    guard descriptor >= 0, address <= UInt64(Int64.max) else { return nil }
    var word: UInt64 = 0
    let size = MemoryLayout<UInt64>.size
    let count = unsafe pread(descriptor, &word, size, off_t(address))
    return count == size ? word : nil
  }
}
