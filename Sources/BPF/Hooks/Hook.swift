// SPDX-License-Identifier: Apache-2.0

/// Where a program attaches.
public enum Hook: Sendable, Hashable {
  /// A classic tracepoint, through a perf event. Oldest kernel 4.7.
  case tracepoint(category: String, event: String)
  /// A raw tracepoint. Oldest kernel 4.17.
  case rawTracepoint(String)
  /// A raw tracepoint whose arguments are typed by BTF. Oldest kernel 5.5.
  case tpBTF(String)
  /// The entry of a kernel function, through a trampoline. Oldest kernel 5.5.
  case fentry(String)
  /// The return of a kernel function with its arguments, through a trampoline. Oldest kernel 5.5.
  case fexit(String)
  /// The entry of a kernel function, through a breakpoint or ftrace.
  case kprobe(String)
  /// The return of a kernel function, through a replaced return address.
  case kretprobe(String)
  /// An offset in an executable or shared library.
  case uprobe(path: String, offset: Int)
  /// The return of the function at an offset in an executable or shared library.
  case uretprobe(path: String, offset: Int)
  /// The entry of a function of an executable or shared library, by name.
  case userFunction(path: String, function: String)
  /// The return of a function of an executable or shared library, by name.
  case userReturn(path: String, function: String)

  /// Entries of many kernel functions, by name or address (`0x…`), and cookies. Oldest kernel 5.18.
  case kprobeMulti(functions: [String], cookies: [UInt64])
  /// The returns of many kernel functions. Programs read the caller's stack pointer, so kernels
  /// that do not show it (since 6.14) are refused. Oldest kernel 5.18.
  case kretprobeMulti(functions: [String], cookies: [UInt64])
  /// The entries and the returns of many kernel functions. Oldest kernel 6.10.
  case kprobeSession(functions: [String], cookies: [UInt64])
  /// Many offsets in an executable or shared library, each with its cookie. Oldest kernel 6.6.
  case uprobeMulti(path: String, offsets: [UInt64], cookies: [UInt64])
  /// The returns of functions at many offsets in an executable or library. Oldest kernel 6.6.
  case uretprobeMulti(path: String, offsets: [UInt64], cookies: [UInt64])

  /// The kind, without the target.
  public var kind: Kind {
    switch self {
    case .tracepoint: .tracepoint
    case .rawTracepoint: .rawTracepoint
    case .tpBTF: .tpBTF
    case .fentry: .fentry
    case .fexit: .fexit
    case .kprobe, .kprobeMulti, .kprobeSession: .kprobe
    case .kretprobe, .kretprobeMulti: .kretprobe
    case .uprobe, .userFunction, .uprobeMulti: .uprobe
    case .uretprobe, .userReturn, .uretprobeMulti: .uretprobe
    }
  }

  /// The target part of a program's section name, for example `syscalls/sys_exit_openat`.
  public var target: String {
    switch self {
    case .tracepoint(let category, let event): "\(category)/\(event)"
    case .rawTracepoint(let name), .tpBTF(let name): name
    case .fentry(let function), .fexit(let function): function
    case .kprobe(let function), .kretprobe(let function): function
    case .kprobeMulti, .kretprobeMulti, .kprobeSession: functions.joined(separator: ",")
    case .uprobe(let path, let offset), .uretprobe(let path, let offset): "\(path)+\(offset)"
    case .userFunction(let path, let function), .userReturn(let path, let function):
      "\(path):\(function)"
    case .uprobeMulti(let path, let offsets, _), .uretprobeMulti(let path, let offsets, _):
      "\(path)+\(offsets.map(String.init).joined(separator: ","))"
    }
  }

  /// The address that a kernel function is written as, `0x…`; `nil` where it is a name.
  static func address(of function: String) -> UInt64? {
    function.hasPrefix("0x") ? UInt64(function.dropFirst(2), radix: 16) : nil
  }

  /// The hook that a section's name tells in libbpf's spelling, `kprobe/vfs_read`; `nil` where it
  /// names no single target of a kind that Tare has.
  package init?(section: String) {
    guard let slash = section.firstIndex(of: "/") else { return nil }
    let target = String(section[section.index(after: slash)...])
    let word = String(section[..<slash])
    guard !target.isEmpty, !target.contains("*"), !target.contains("?"),
      let kind = Kind.allCases.first(where: { $0.sections.contains(word) }),
      let hook = kind.hook(at: target)
    else { return nil }
    self = hook
  }

  /// Whether it is at many places, for which programs are loaded in another way.
  public var isMulti: Bool {
    switch self {
    case .uprobeMulti, .uretprobeMulti, .kprobeMulti, .kretprobeMulti, .kprobeSession: true
    default: false
    }
  }

  /// The functions of a hook at many kernel functions; empty for other hooks.
  public var functions: [String] {
    switch self {
    case .kprobeMulti(let functions, _), .kretprobeMulti(let functions, _),
      .kprobeSession(let functions, _):
      functions
    default: []
    }
  }

  private var placeCount: Int {
    switch self {
    case .uprobeMulti(_, let offsets, _), .uretprobeMulti(_, let offsets, _): offsets.count
    default: functions.count
    }
  }

  /// The first and the second half of many places; `nil` where there are less than two.
  public var halves: (Hook, Hook)? {
    let middle = placeCount / 2
    return middle == 0 ? nil : (keeping { $0 < middle }, keeping { $0 >= middle })
  }

  /// Removes kernel functions from the hook; `nil` where none is left. Other hooks stay.
  public func leavingOut(functions names: Set<String>) -> Hook? {
    let functions = functions
    guard !functions.isEmpty else { return self }
    let rest = keeping { !names.contains(functions[$0]) }
    return rest.functions.isEmpty ? nil : rest
  }

  /// The hook at some of its places, chosen by their numbers.
  private func keeping(_ isKept: (Int) -> Bool) -> Hook {
    func kept<Element>(_ all: [Element]) -> [Element] { all.indices.filter(isKept).map { all[$0] } }
    return switch self {
    case .kprobeMulti(let functions, let cookies):
      .kprobeMulti(functions: kept(functions), cookies: kept(cookies))
    case .kretprobeMulti(let functions, let cookies):
      .kretprobeMulti(functions: kept(functions), cookies: kept(cookies))
    case .kprobeSession(let functions, let cookies):
      .kprobeSession(functions: kept(functions), cookies: kept(cookies))
    case .uprobeMulti(let path, let offsets, let cookies):
      .uprobeMulti(path: path, offsets: kept(offsets), cookies: kept(cookies))
    case .uretprobeMulti(let path, let offsets, let cookies):
      .uretprobeMulti(path: path, offsets: kept(offsets), cookies: kept(cookies))
    default: self
    }
  }
}

extension Hook: CustomStringConvertible {
  /// The kind and the target, for example `tp_btf/sys_enter`.
  public var description: String { "\(kind.rawValue)/\(target)" }
}
