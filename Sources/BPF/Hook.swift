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
  /// The return of a kernel function, through a trampoline, its arguments still there. Oldest kernel 5.5.
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

  /// The entries of many functions of the kernel at once, by name or by address (`0x…`), each with its cookie. Oldest
  /// kernel 5.18.
  case kprobeMulti(functions: [String], cookies: [UInt64])
  /// The returns of many functions of the kernel at once. A program finds the caller's stack pointer there, so kernels
  /// that do not tell it are refused (since 6.14). Oldest kernel 5.18.
  case kretprobeMulti(functions: [String], cookies: [UInt64])
  /// The entries and the returns of many functions of the kernel at once. Oldest kernel 6.10.
  case kprobeSession(functions: [String], cookies: [UInt64])
  /// Many offsets in an executable or shared library at once, each with its cookie. Oldest kernel 6.6.
  case uprobeMulti(path: String, offsets: [UInt64], cookies: [UInt64])
  /// The returns of the functions at many offsets in an executable or shared library. Oldest kernel 6.6.
  case uretprobeMulti(path: String, offsets: [UInt64], cookies: [UInt64])

  /// The hook kinds, in the field's standard words.
  public enum Kind: String, Sendable, Hashable, CaseIterable {
    case tracepoint, fentry, fexit, kprobe, kretprobe, uprobe, uretprobe
    case rawTracepoint = "raw_tracepoint"
    case tpBTF = "tp_btf"
  }

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

  /// What follows the kind in a program's section name, for example `syscalls/sys_exit_openat`.
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

  /// The first and the second half of many places; `nil` where there are less than two.
  public var halves: (Hook, Hook)? {
    func halves<Place>(
      _ places: [Place], _ cookies: [UInt64], _ hook: ([Place], [UInt64]) -> Hook
    ) -> (Hook, Hook)? {
      let middle = places.count / 2
      return middle == 0
        ? nil
        : (
          hook(Array(places[..<middle]), Array(cookies[..<middle])),
          hook(Array(places[middle...]), Array(cookies[middle...]))
        )
    }
    switch self {
    case .kprobeMulti(let functions, let cookies):
      return halves(functions, cookies) { .kprobeMulti(functions: $0, cookies: $1) }
    case .kretprobeMulti(let functions, let cookies):
      return halves(functions, cookies) { .kretprobeMulti(functions: $0, cookies: $1) }
    case .kprobeSession(let functions, let cookies):
      return halves(functions, cookies) { .kprobeSession(functions: $0, cookies: $1) }
    case .uprobeMulti(let path, let offsets, let cookies):
      return halves(offsets, cookies) { .uprobeMulti(path: path, offsets: $0, cookies: $1) }
    case .uretprobeMulti(let path, let offsets, let cookies):
      return halves(offsets, cookies) { .uretprobeMulti(path: path, offsets: $0, cookies: $1) }
    default: return nil
    }
  }

  /// Whether it is many places, for which a program is loaded in another way.
  public var isMulti: Bool {
    switch self {
    case .uprobeMulti, .uretprobeMulti, .kprobeMulti, .kretprobeMulti, .kprobeSession: true
    default: false
    }
  }

  /// The functions of a hook at many functions of the kernel at once; none of other hooks.
  public var functions: [String] {
    switch self {
    case .kprobeMulti(let functions, _), .kretprobeMulti(let functions, _),
      .kprobeSession(let functions, _):
      functions
    default: []
    }
  }
}

extension Hook {
  /// This hook at many functions of the kernel, but some; `nil` where none is left. Other hooks as they are.
  public func leavingOut(functions names: Set<String>) -> Hook? {
    func rest(_ cookies: [UInt64], _ hook: ([String], [UInt64]) -> Hook) -> Hook? {
      let kept = zip(functions, cookies).filter { !names.contains($0.0) }
      return kept.isEmpty ? nil : hook(kept.map(\.0), kept.map(\.1))
    }
    switch self {
    case .kprobeMulti(_, let cookies):
      return rest(cookies) { .kprobeMulti(functions: $0, cookies: $1) }
    case .kretprobeMulti(_, let cookies):
      return rest(cookies) { .kretprobeMulti(functions: $0, cookies: $1) }
    case .kprobeSession(_, let cookies):
      return rest(cookies) { .kprobeSession(functions: $0, cookies: $1) }
    default: return self
    }
  }

  /// The address that a kernel function is written as, `0x…`; `nil` where it is a name.
  static func address(of function: String) -> UInt64? {
    function.hasPrefix("0x") ? UInt64(function.dropFirst(2), radix: 16) : nil
  }
}

extension Hook: CustomStringConvertible {
  /// The kind and the target, for example `tp_btf/sys_enter`.
  public var description: String { "\(kind.rawValue)/\(target)" }
}
