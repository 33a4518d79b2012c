// SPDX-License-Identifier: Apache-2.0

import BPF
import System

/// The functions of the running kernel, its modules and its BPF programs, by address.
public struct KernelSymbols: Sendable {
  /// A function.
  public struct Function: Sendable, Hashable {
    /// Where it begins.
    public var address: UInt64
    /// Its name.
    public var name: String
    /// The module it is from; `nil` for the kernel itself.
    public var module: String?
  }

  /// All of them, sorted by address.
  public let functions: [Function]

  /// The functions of the running kernel, from `/proc/kallsyms`.
  ///
  /// - Returns: `nil` where the kernel does not tell addresses: that needs CAP_SYSLOG, or
  ///   `kernel.kptr_restrict=0`.
  public static func ofThisKernel() -> KernelSymbols? {
    guard let text = File.text(of: "/proc/kallsyms") else { return nil }
    let symbols = KernelSymbols(text)
    return symbols.functions.last.map { $0.address > 0 } ?? false ? symbols : nil
  }

  /// The functions in a text of `/proc/kallsyms`: `ADDRESS KIND NAME [MODULE]` a line.
  public init(_ text: String) {
    let functions = Array(text.utf8).split(separator: UInt8(ascii: "\n")).compactMap(Self.function)
    self.functions = functions.sorted { $0.address < $1.address }
  }

  /// The function on a line; `nil` where it is data, or no line of a symbol.
  private static func function(_ line: ArraySlice<UInt8>) -> Function? {
    let words = line.split { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
    guard words.count >= 3, words[1].count == 1, let kind = words[1].first,
      "tTwW".utf8.contains(kind),
      let address = UInt64(String(decoding: words[0], as: UTF8.self), radix: 16)
    else { return nil }
    var module: String?
    if words.count > 3 {
      module = String(decoding: words[3].dropFirst().dropLast(), as: UTF8.self)
    }
    return Function(
      address: address, name: String(decoding: words[2], as: UTF8.self), module: module)
  }

  /// The last function that begins at an address or before; `nil` before the first.
  public func function(at address: UInt64) -> Function? {
    var (low, high) = (0, functions.count)
    while low < high {
      let middle = (low + high) / 2
      if functions[middle].address <= address { low = middle + 1 } else { high = middle }
    }
    return low > 0 ? functions[low - 1] : nil
  }
}
