// SPDX-License-Identifier: Apache-2.0

private import CSymbols
import BPF
import Glibc

/// The functions of a process, its executable's and its libraries', by address.
///
/// Names are those of the files that it has mapped, be they deleted, replaced or in another mount
/// namespace; of a process that has ended, those that are still where it had them.
public final class UserSymbols {
  /// The function or file that an address is in.
  public enum Place: Sendable, Hashable {
    /// A function of this name and those inlined into it there, the outermost first.
    case function(String, inlined: [String] = [])
    /// An offset in a file of this name, whose symbols do not tell or are out of reach.
    case file(String, offset: UInt64)
    /// Unknown.
    case unknown
  }

  /// The name of the process: its program's, unless it took another.
  let name: String
  /// The process, while it lives.
  private final class Living {
    let folder: ProcessFolder
    init(_ folder: consuming ProcessFolder) { self.folder = folder }
  }

  private let living: Living?
  private let ambiguous: [Range<UInt64>]
  private let mappings: [MemoryMapping]
  private let files: SymbolFiles
  private var opened: [MemoryMapping.Source: SymbolFile?] = [:]
  private var known: [UInt64: Place] = [:]
  private lazy var perfMap = readPerfMap()
  /// Names that could not be read, and why.
  private(set) var omission: String?

  /// Reads what a process has mapped at this moment.
  ///
  /// - Throws: `BPFError.failed` with `open`: the process is gone, or may not be looked at.
  public convenience init(of pid: UInt32) throws(BPFError) {
    try self.init(of: pid, files: SymbolFiles())
  }

  /// Like `init(of:)`, and shares the files with other processes.
  init(of pid: UInt32, files: SymbolFiles) throws(BPFError) {
    guard let folder = ProcessFolder(of: pid), let text = folder.text("maps"), !text.isEmpty else {
      throw .failed(.open, subject: "process \(pid)", code: LibbpfCode(ESRCH), log: nil)
    }
    name = String(folder.text("comm")?.dropLast() ?? "")
    living = Living(folder)
    ambiguous = []
    self.files = files
    mappings = MemoryMapping.code(in: text)
  }

  /// The functions of what a process had mapped that is gone, or executes another program.
  init(of image: ProcessImages.Image, files: SymbolFiles) {
    name = ""
    living = nil
    ambiguous = image.ambiguous
    self.files = files
    mappings = image.mappings
  }

  /// Why no symbols can be found, and the remedy; `nil` where they can.
  public static var obstacle: String? {
    guard let reason = unsafe csymbols_unavailable() else { return nil }
    return "the functions of programs have no names: "
      + "\(unsafe String(cString: reason)); install libdw1"
  }

  /// The function or file that an address is in.
  public func place(of address: UInt64) -> Place {
    if let place = known[address] { return place }
    let place = find(address)
    known[address] = place
    return place
  }

  /// Whether several files were at an address, one after the other.
  func isAmbiguous(_ address: UInt64) -> Bool { ambiguous.contains { $0.contains(address) } }

  /// Whether something is mapped at an address.
  func isMapped(_ address: UInt64) -> Bool { mappings.mapping(at: address) != nil }

  private func find(_ address: UInt64) -> Place {
    guard let mapping = mappings.mapping(at: address) else { return .unknown }
    let offset = address - mapping.range.lowerBound &+ mapping.offset
    if let file = file(of: mapping), let name = file.function(at: offset) {
      return .function(name, inlined: file.inlined(at: offset))
    }
    if mapping.isGenerated, let name = perfMap?.function(at: address) { return .function(name) }
    return mapping.name.map { .file($0, offset: offset) } ?? .unknown
  }

  private func readPerfMap() -> PerfMap? {
    guard let living else { return nil }
    do throws(PerfMapError) { return try PerfMap(of: living.folder) } catch {
      omission = error.description
      return nil
    }
  }

  private func file(of mapping: MemoryMapping) -> SymbolFile? {
    if case .memory = mapping.source { return nil }
    if let file = opened[mapping.source] { return file }
    let file = living.map { files.file(of: mapping, in: $0.folder) } ?? files.file(of: mapping)
    opened[mapping.source] = .some(file)
    return file
  }
}
