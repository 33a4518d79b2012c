// SPDX-License-Identifier: Apache-2.0

private import CLibbpf

/// A program's type and attach type, which the kernel asks for when it loads the program.
public struct ProgramKind: Hashable, Sendable {
  /// `enum bpf_prog_type`.
  public let type: UInt32
  /// `enum bpf_attach_type`; 0 where the type does not ask for one.
  public let attachType: UInt32

  /// A kind from the kernel's numbers.
  public init(type: UInt32, attachType: UInt32 = 0) {
    self.type = type
    self.attachType = attachType
  }

  /// The type's name, for example `tracing`, or its number where libbpf has no name for it.
  public var typeName: String {
    let name = unsafe libbpf_bpf_prog_type_str(bpf_prog_type(type))
    return unsafe name.map { unsafe String(cString: $0) } ?? "type \(type)"
  }

  /// The common name: `fentry`, `tp_btf`, `kprobe`, `xdp`.
  public var name: String {
    guard isTracing else { return typeName }
    if let kind = Hook.Kind.allCases.first(where: { $0.program == self }) { return kind.rawValue }
    switch attachType {
    case BPF_TRACE_ITER.rawValue: return "iter"
    case BPF_MODIFY_RETURN.rawValue: return "fmod_ret"
    default: return typeName
    }
  }

  /// The name of the attach type, for example `trace_kprobe_multi`; `nil` where there is none.
  public var attachName: String? {
    guard attachType != 0 else { return nil }
    let name = unsafe libbpf_bpf_attach_type_str(bpf_attach_type(attachType))
    return unsafe name.map { unsafe String(cString: $0) } ?? "attach type \(attachType)"
  }

  /// Whether its programs are bound to a target by BTF when they are loaded.
  public var isTracing: Bool { type == BPF_PROG_TYPE_TRACING.rawValue }

  /// Whether loading takes a target or a struct, so that two instructions alone do not load.
  public var needsTarget: Bool {
    [
      BPF_PROG_TYPE_TRACING, BPF_PROG_TYPE_LSM, BPF_PROG_TYPE_EXT, BPF_PROG_TYPE_STRUCT_OPS,
    ].contains(bpf_prog_type(type))
  }

  private init(_ type: bpf_prog_type, _ attachType: bpf_attach_type = bpf_attach_type(0)) {
    self.init(type: type.rawValue, attachType: attachType.rawValue)
  }

  /// The kind that attaches at hooks of a kind.
  public init(_ kind: Hook.Kind) { self = kind.program }

  static var tracepoint: ProgramKind { ProgramKind(BPF_PROG_TYPE_TRACEPOINT) }
  static var rawTracepoint: ProgramKind { ProgramKind(BPF_PROG_TYPE_RAW_TRACEPOINT) }
  /// The programs of kprobes and uprobes.
  static var kprobe: ProgramKind { ProgramKind(BPF_PROG_TYPE_KPROBE) }
  static var fentry: ProgramKind { ProgramKind(BPF_PROG_TYPE_TRACING, BPF_TRACE_FENTRY) }
  static var fexit: ProgramKind { ProgramKind(BPF_PROG_TYPE_TRACING, BPF_TRACE_FEXIT) }
  static var tpBTF: ProgramKind { ProgramKind(BPF_PROG_TYPE_TRACING, BPF_TRACE_RAW_TP) }
  /// Programs that run at a clock's ticks.
  public static var perfEvent: ProgramKind { ProgramKind(BPF_PROG_TYPE_PERF_EVENT) }
  /// Programs that walk the kernel's lists. Oldest kernel 5.8.
  public static var iterator: ProgramKind { ProgramKind(BPF_PROG_TYPE_TRACING, BPF_TRACE_ITER) }
}
