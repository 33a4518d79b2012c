// SPDX-License-Identifier: Apache-2.0

private import CSymbols
import BPF
import Glibc

/// The functions of an executable or a library, found by elfutils' libdw, which reads symbol
/// tables, those of separate debug files too.
final class SymbolFile {
  /// A file whose symbols are read.
  @safe private struct Handle: ~Copyable {
    let pointer: OpaquePointer
    init(adopting pointer: OpaquePointer) { unsafe self.pointer = pointer }
    deinit { unsafe csymbols_file_close(pointer) }
  }

  /// Longer than what is read as a name in C++.
  private static let longestName = 1 << 13
  private let handle: Handle
  /// The path by which a process knows it.
  let path: String

  /// Reads the symbols of an open file, or those of its separate debug file. That fails where it is
  /// no executable and no library, or libdw is not there (`UserSymbols.obstacle`).
  ///
  /// - Parameters:
  ///   - descriptor: The file.
  ///   - root: The root folder of a process that has it mapped: debug files are looked for there
  ///     and here.
  ///   - path: The path by which that process knows it.
  init?(reading descriptor: consuming Descriptor, root: String, path: String) {
    var pointer: OpaquePointer?
    let result = unsafe csymbols_file_open(descriptor.release(), root, path, &pointer)
    guard result == 0, let pointer = unsafe pointer else { return nil }
    handle = unsafe Handle(adopting: pointer)
    self.path = path
  }

  /// Whether it has more symbols, or more DWARF, than is sensible, so that not all names were read.
  var isPartlyRead: Bool { unsafe csymbols_file_is_partly_read(handle.pointer) == 1 }

  /// The name of the function that an offset in the file is in.
  func function(at offset: UInt64) -> String? {
    var name = [CChar](repeating: 0, count: Self.longestName)
    guard unsafe csymbols_file_find(handle.pointer, offset, &name, name.count) == 1 else {
      return nil
    }
    return Demangler.readable(
      String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self))
  }

  /// The names of the functions inlined at an offset, the outermost first.
  func inlined(at offset: UInt64) -> [String] {
    final class Found { var symbols: [String] = [] }
    let found = Found()
    unsafe csymbols_file_inlined(
      handle.pointer, offset,
      { context, symbol in
        guard let context = unsafe context, let symbol = unsafe symbol else { return }
        unsafe Unmanaged<Found>.fromOpaque(context).takeUnretainedValue()
          .symbols.append(String(cString: symbol))
      }, Unmanaged.passUnretained(found).toOpaque())
    return found.symbols.map(Demangler.readable)
  }
}
