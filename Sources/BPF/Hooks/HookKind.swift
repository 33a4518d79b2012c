// SPDX-License-Identifier: Apache-2.0

import Glibc

extension Hook {
  /// The hook kinds, each with a row in `row` and in `bpf/include/hook_kinds.h`.
  public enum Kind: String, Sendable, Hashable, CaseIterable {
    case tracepoint, fentry, fexit, kprobe, kretprobe, uprobe, uretprobe
    case rawTracepoint = "raw_tracepoint"
    case tpBTF = "tp_btf"
  }
}

extension Hook.Kind {
  /// The sort of place at which a kind hooks.
  package enum Place {
    /// A tracepoint by its category and name, `block/block_rq_issue`.
    case categorisedEvent
    /// A tracepoint by its name.
    case event
    /// A function of the kernel.
    case function
    /// An offset in an executable or shared library, `/bin/sh+4096`.
    case userCode
  }

  private struct Row {
    let program: ProgramKind
    let place: Place
    let sections: [String]
    let options: [String]
    var servesMany = false
  }

  private var row: Row {
    switch self {
    case .tracepoint:
      Row(
        program: .tracepoint, place: .categorisedEvent, sections: ["tp", "tracepoint"],
        options: ["CONFIG_BPF_EVENTS", "CONFIG_FTRACE_SYSCALLS"])
    case .rawTracepoint:
      Row(
        program: .rawTracepoint, place: .event,
        sections: ["raw_tp", "raw_tracepoint", "raw_tp.w", "raw_tracepoint.w"],
        options: ["CONFIG_BPF_EVENTS"])
    case .tpBTF:
      Row(
        program: .tpBTF, place: .event, sections: ["tp_btf"], options: ["CONFIG_DEBUG_INFO_BTF"])
    case .fentry:
      Row(
        program: .fentry, place: .function, sections: ["fentry", "fentry.s"],
        options: ["CONFIG_DYNAMIC_FTRACE_WITH_DIRECT_CALLS"])
    case .fexit:
      Row(
        program: .fexit, place: .function, sections: ["fexit", "fexit.s"],
        options: ["CONFIG_DYNAMIC_FTRACE_WITH_DIRECT_CALLS"])
    case .kprobe:
      Row(
        program: .kprobe, place: .function, sections: ["kprobe"],
        options: ["CONFIG_KPROBES", "CONFIG_KPROBE_EVENTS"], servesMany: true)
    case .kretprobe:
      Row(
        program: .kprobe, place: .function, sections: ["kretprobe"],
        options: ["CONFIG_KPROBES", "CONFIG_KRETPROBES"], servesMany: true)
    case .uprobe, .uretprobe:
      Row(
        program: .kprobe, place: .userCode, sections: [],
        options: ["CONFIG_UPROBES", "CONFIG_UPROBE_EVENTS"], servesMany: true)
    }
  }

  /// The kind of program that attaches there.
  package var program: ProgramKind { row.program }
  package var place: Place { row.place }
  /// First words of the section names that name such a hook, in libbpf's spelling.
  var sections: [String] { row.sections }
  /// The kernel's config options that it depends on.
  package var options: [String] { row.options }
  /// Whether one program serves any number of hooks of the kind.
  package var servesMany: Bool { row.servesMany }
  /// Whether loading binds a program to one target.
  package var isBoundAtLoad: Bool { program.isTracing }
  /// Whether its programs run when a function returns.
  var isReturn: Bool { [.fexit, .kretprobe, .uretprobe].contains(self) }

  /// The hook of this kind at a target; `nil` where the text names none.
  package func hook(at target: String) -> Hook? {
    switch self {
    case .tracepoint:
      let parts = target.split(separator: "/").map(String.init)
      return parts.count == 2 ? .tracepoint(category: parts[0], event: parts[1]) : nil
    case .rawTracepoint: return .rawTracepoint(target)
    case .tpBTF: return .tpBTF(target)
    case .fentry: return .fentry(target)
    case .fexit: return .fexit(target)
    case .kprobe: return .kprobe(target)
    case .kretprobe: return .kretprobe(target)
    case .uprobe: return Self.userCode(target).map { .uprobe(path: $0, offset: $1) }
    case .uretprobe: return Self.userCode(target).map { .uretprobe(path: $0, offset: $1) }
    }
  }

  private static func userCode(_ target: String) -> (path: String, offset: Int)? {
    guard let plus = target.lastIndex(of: "+"), let offset = Int(target[plus...]) else {
      return nil
    }
    return (String(target[..<plus]), offset)
  }

  /// Checks in under a millisecond whether the kernel refuses every hook of this kind. It may still
  /// refuse a target of an allowed kind.
  /// - Throws: `BPFError.failed` with the kernel's reason.
  public func checkAllowed() throws(BPFError) {
    guard place == .function else { return }
    if isBoundAtLoad { try checkTrampolines() } else { try checkKprobes() }
  }

  /// A kernel with trampolines looks at the target, which is no function, and calls it invalid.
  private func checkTrampolines() throws(BPFError) {
    let returnZero: [KernelTrial.Instruction] = [0xb7, 0x95]
    let noFunction: UInt32 = 1
    do throws(BPFError) {
      try KernelTrial.load(program, target: noFunction, returnZero)
    } catch  where error.code?.isRefusal == true {
      throw error
    } catch {
      // Other refusals are of this invalid program.
    }
  }

  /// A kprobe is made by its type of perf event or through tracefs.
  private func checkKprobes() throws(BPFError) {
    let ways = ["/sys/bus/event_source/devices/kprobe/type", "\(Tracefs.place)/kprobe_events"]
    guard ways.allSatisfy({ unsafe access($0, F_OK) != 0 }) else { return }
    throw .failed(.attach, subject: rawValue, code: LibbpfCode(ENOENT), log: nil)
  }
}
