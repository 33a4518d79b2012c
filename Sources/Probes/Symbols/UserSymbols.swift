// SPDX-License-Identifier: Apache-2.0

private import CSymbols
import BPF
import Glibc

/// The functions of a live process, its executable's and its libraries', by address.
///
/// Found by elfutils' libdw, which reads symbol tables, those of separate debug files too.
public final class UserSymbols {
  /// A process that is open.
  @safe private struct Handle: ~Copyable {
    let pointer: OpaquePointer
    init(adopting pointer: OpaquePointer) { unsafe self.pointer = pointer }
    deinit { unsafe csymbols_close(pointer) }
  }

  /// What an address is in.
  public enum Place: Sendable, Hashable {
    /// A function of this name.
    case function(String)
    /// A file of this name, whose symbols do not tell.
    case file(String)
    /// Nothing that is known.
    case unknown
  }

  private static let longestName = 1024
  private let handle: Handle
  private var known: [UInt64: Place] = [:]

  /// Reads what a process has mapped at this moment.
  ///
  /// - Throws: `BPFError.failed` with `open`: the process is gone, or the library is not there.
  public init(of pid: UInt32) throws(BPFError) {
    var pointer: OpaquePointer?
    let result = unsafe csymbols_open(Int32(pid), &pointer)
    guard result == 0, let pointer = unsafe pointer else {
      throw .failed(
        .open, subject: "process \(pid)", code: LibbpfCode(result == 0 ? ESRCH : -result), log: nil)
    }
    handle = unsafe Handle(adopting: pointer)
  }

  /// What keeps symbols from being found at all, and what to do about it; `nil` where they are.
  public static var obstacle: String? {
    guard let reason = unsafe csymbols_unavailable() else { return nil }
    return "the functions of programs have no names: "
      + "\(unsafe String(cString: reason)); install libdw1"
  }

  /// The functions that an executable or shared library has symbols of in itself: a function in a
  /// separate debug file only cannot be attached to by name.
  ///
  /// - Throws: `BPFError.failed` with `read`: it is no such file, or the library is not there.
  static func functions(at path: String) throws(BPFError) -> [(address: UInt64, name: String)] {
    final class Found { var functions: [(address: UInt64, name: String)] = [] }
    let found = Found()
    let result = unsafe csymbols_functions(
      path,
      { context, name, address in
        guard let context = unsafe context, let name = unsafe name else { return }
        unsafe Unmanaged<Found>.fromOpaque(context).takeUnretainedValue()
          .functions.append((address, String(cString: name)))
      }, Unmanaged.passUnretained(found).toOpaque())
    guard result == 0 else {
      throw .failed(.read, subject: path, code: LibbpfCode(-result), log: nil)
    }
    return found.functions
  }

  /// What an address is in.
  public func place(of address: UInt64) -> Place {
    if let place = known[address] { return place }
    let place = find(address)
    known[address] = place
    return place
  }

  private func find(_ address: UInt64) -> Place {
    var name = [CChar](repeating: 0, count: Self.longestName)
    let isFunction = unsafe csymbols_find(handle.pointer, address, &name, name.count) == 1
    let text = String(
      decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    if text.isEmpty { return .unknown }
    return isFunction ? .function(text) : .file(text)
  }
}
