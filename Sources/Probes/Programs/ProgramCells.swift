// SPDX-License-Identifier: Apache-2.0

import BPF

/// What a table says of a program, in words.
struct ProgramCells {
  let use: ProgramUse

  /// The kind and target of the first hook in at most so many columns, and how many more there are; without
  /// one, the type in parentheses.
  func hook(width: Int) -> String {
    guard let first = use.place.hooks.first else {
      return Self.fitted("(\(use.information.typeName))", to: width)
    }
    let more = Self.more(use.place.hooks.count)
    let target = Self.printable(Self.lastPart(of: first.target))
    if target.isEmpty { return Self.fitted(first.kind.rawValue, more: more, to: width) }
    let whole = "\(first.kind.rawValue)/\(target)"
    if whole.count + more.count <= width { return Self.fitted(whole, more: more, to: width) }
    // The words that libbpf has for sections; of a target its end tells more than its middle.
    let short = "\(first.kind.shortName)/\(target)"
    return Self.fitted(Self.squeezed(short, to: width - more.count), more: more, to: width)
  }

  /// The process that holds it, else the file, in at most so many columns, and how many more there are.
  func owner(width: Int) -> String {
    let more = Self.more(use.place.holders.count)
    for case .process(let pid, let comm) in use.place.holders {
      return Self.fitted("\(pid) \(Self.printable(comm))", more: more, to: width)
    }
    for case .file(let path) in use.place.holders {
      let name = Self.printable(Self.lastPart(of: path))
      return Self.fitted("pin \(name)", more: more, to: width)
    }
    return Self.fitted("-", to: width)
  }

  private static func more(_ count: Int) -> String { count > 1 ? "+\(count - 1)" : "" }

  /// A path without its folders.
  private static func lastPart(of path: [UInt8]) -> [UInt8] {
    guard path.first == UInt8(ascii: "/"), let slash = path.lastIndex(of: UInt8(ascii: "/")) else {
      return path
    }
    return Array(path[(slash + 1)...])
  }

  /// Text that does not move the cursor: controls as `\xHH`, what is no UTF-8 as U+FFFD.
  static func printable(_ bytes: [UInt8]) -> String {
    String(decoding: bytes, as: UTF8.self).printable()
  }

  /// A text in exactly so many columns; `more` stays where the text is cut.
  static func fitted(_ text: String, more: String = "", to width: Int) -> String {
    let whole = text + more
    if whole.count <= width { return whole + String(repeating: " ", count: width - whole.count) }
    return text.prefix(max(0, width - more.count - 1)) + "…" + more
  }

  /// A text in at most so many columns, what is too much left out in its middle.
  static func squeezed(_ text: String, to width: Int) -> String {
    guard text.count > width, width > 1 else { return text }
    let end = (width - 1) / 2
    return text.prefix(width - 1 - end) + "…" + text.suffix(end)
  }

  /// A text at the right end of so many columns; never cut, since it is a number.
  static func right(_ text: String, in width: Int) -> String {
    String(repeating: " ", count: max(0, width - text.count)) + text
  }
}

extension AttachedHook.Kind {
  /// As libbpf's section names have it, where that is shorter.
  fileprivate var shortName: String {
    switch self {
    case .tracepoint: "tp"
    case .rawTracepoint: "raw_tp"
    default: rawValue
    }
  }
}
