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

  /// The entries of many kernel functions, by name or address (`0x…`), each with its cookie. Oldest
  /// kernel 5.18.
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
}

extension Hook: CustomStringConvertible {
  /// The kind and the target, for example `tp_btf/sys_enter`.
  public var description: String { "\(kind.rawValue)/\(target)" }
}
