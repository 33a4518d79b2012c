// SPDX-License-Identifier: Apache-2.0

import BPF

/// A few functions' symbols in `/proc/kallsyms`, one or several each.
struct FunctionSymbols {
  /// A symbol with a wanted name up to its first dot.
  struct Symbol: Hashable {
    /// The full name, for example `finish_task_switch.isra.0`.
    let name: String
    /// The module of the symbol.
    let module: String?

    /// The compiler's variant: `isra`, `constprop`, `part`, `cold`; `nil` for the whole function.
    var variant: String? { name.split(separator: ".").dropFirst().first.map(String.init) }
  }

  private var symbols: [String: [Symbol]] = [:]

  /// Finds the wanted functions in the text.
  init(_ text: [UInt8], wanted: Set<String>) {
    let hashes = Set(wanted.map { NameHash($0).value })
    var at = 0
    while at < text.count {
      // ffffffff81000000 T name	[module]
      var spaces = 0
      while at < text.count, spaces < 2, text[at] != Self.newline {
        if text[at] == Self.space { spaces += 1 }
        at += 1
      }
      let start = at
      var hash = NameHash()
      while at < text.count, !Self.endsName(text[at]) {
        hash.add(text[at])
        at += 1
      }
      let isWanted = hashes.contains(hash.value)
      let stem = start..<at
      while at < text.count, text[at] != Self.newline { at += 1 }
      if isWanted { add(text, stem: stem, rest: start..<at, isFunction: start >= 2, wanted) }
      at += 1
    }
  }

  private static let newline = UInt8(ascii: "\n"), space = UInt8(ascii: " ")
  private static let tab = UInt8(ascii: "\t"), dot = UInt8(ascii: ".")

  private static func endsName(_ byte: UInt8) -> Bool {
    byte == newline || byte == tab || byte == dot
  }

  private mutating func add(
    _ text: [UInt8], stem: Range<Int>, rest: Range<Int>, isFunction: Bool, _ wanted: Set<String>
  ) {
    let name = String(decoding: text[stem], as: UTF8.self)
    guard isFunction, wanted.contains(name), [84, 116, 87, 119].contains(text[stem.lowerBound - 2])
    else { return }
    let parts = text[rest].split(separator: Self.tab)
    let module = parts.dropFirst().first.map {
      String(
        decoding: $0.filter { $0 != UInt8(ascii: "[") && $0 != UInt8(ascii: "]") }, as: UTF8.self)
    }
    let full = parts.first.map { String(decoding: $0, as: UTF8.self) } ?? name
    symbols[name, default: []].append(Symbol(name: full, module: module))
  }

  /// The symbols of a function, variants included, in order.
  func all(of function: String) -> [Symbol] { symbols[function] ?? [] }
}
