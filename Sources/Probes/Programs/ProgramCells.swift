// SPDX-License-Identifier: Apache-2.0

import BPF
import Lines

/// The cells of a program's row that are words.
struct ProgramCells {
  let use: ProgramUse

  /// The kind and target of the first hook in at most so many columns, and how many more there are;
  /// without one, the type in parentheses.
  func hook(width: Int) -> String {
    guard let first = use.place.hooks.first else {
      return "(\(use.information.typeName))".fitted(to: width)
    }
    let more = Self.more(use.place.hooks.count)
    let target = Self.printable(Self.lastPart(of: first.target))
    if target.isEmpty { return first.kind.rawValue.fitted(to: width, more: more) }
    let whole = "\(first.kind.rawValue)/\(target)"
    if whole.count + more.count <= width { return whole.fitted(to: width, more: more) }
    // The words that libbpf has for sections; of a target its end tells more than its middle.
    let short = "\(first.kind.shortName)/\(target)"
    return short.squeezed(to: width - more.count).fitted(to: width, more: more)
  }

  /// The process that holds it, else the file, and how many more there are, in `width` columns.
  func owner(width: Int) -> String {
    let more = Self.more(use.place.holders.count)
    for case .process(let pid, let comm) in use.place.holders {
      return "\(pid) \(Self.printable(comm))".fitted(to: width, more: more)
    }
    for case .file(let path) in use.place.holders {
      let name = Self.printable(Self.lastPart(of: path))
      return "pin \(name)".fitted(to: width, more: more)
    }
    return "-".fitted(to: width)
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
}

extension AttachedHook.Kind {
  /// The prefix of libbpf's section names, where that is shorter.
  fileprivate var shortName: String {
    switch self {
    case .tracepoint: "tp"
    case .rawTracepoint: "raw_tp"
    default: rawValue
    }
  }
}
