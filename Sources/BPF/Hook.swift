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
    case .kprobe: .kprobe
    case .kretprobe: .kretprobe
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
    case .uprobe(let path, let offset), .uretprobe(let path, let offset): "\(path)+\(offset)"
    case .userFunction(let path, let function), .userReturn(let path, let function):
      "\(path):\(function)"
    case .uprobeMulti(let path, let offsets, _), .uretprobeMulti(let path, let offsets, _):
      "\(path)+\(offsets.map(String.init).joined(separator: ","))"
    }
  }

  /// The first and the second half of many places; `nil` where there are less than two.
  public var halves: (Hook, Hook)? {
    func halves(
      _ offsets: [UInt64], _ cookies: [UInt64], _ hook: ([UInt64], [UInt64]) -> Hook
    ) -> (Hook, Hook)? {
      let middle = offsets.count / 2
      return middle == 0
        ? nil
        : (
          hook(Array(offsets[..<middle]), Array(cookies[..<middle])),
          hook(Array(offsets[middle...]), Array(cookies[middle...]))
        )
    }
    switch self {
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
    case .uprobeMulti, .uretprobeMulti: true
    default: false
    }
  }
}

extension Hook: CustomStringConvertible {
  /// The kind and the target, for example `tp_btf/sys_enter`.
  public var description: String { "\(kind.rawValue)/\(target)" }
}
