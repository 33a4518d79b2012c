// SPDX-License-Identifier: Apache-2.0

private import CLibbpf
import System

/// A BPF link, which holds a program at a hook.
struct KernelLink {
  let identifier: UInt32
  let program: UInt32
  /// `nil` where the kernel does not tell: perf events before 6.6.
  let hook: AttachedHook?

  /// Every link in the kernel now. Oldest kernel 5.8, none before.
  static func allInKernel(types: [UInt32: UInt32], names: TypeNames) -> [KernelLink] {
    var links: [KernelLink] = []
    var identifier: UInt32 = 0
    let detail = LinkDetail()
    while unsafe bpf_link_get_next_id(identifier, &identifier) == 0 {
      let descriptor = bpf_link_get_fd_by_id(identifier)
      // A link may be gone between the two calls.
      guard descriptor >= 0 else { continue }
      let owner = OpenFile(adopting: descriptor)
      // A kernel without events for kprobes refuses to describe their links; `DescriptorSurvey`
      // finds their programs.
      guard detail.read(owner) else { continue }
      let program = unsafe detail.place.pointee.program
      links.append(
        KernelLink(
          identifier: identifier, program: program,
          hook: detail.hook(ofProgramType: types[program], names)))
    }
    return links
  }
}

/// The memory for the kernel's description of a link.
@safe private struct LinkDetail: ~Copyable {
  let place = UnsafeMutablePointer<clibbpf_link_detail>.allocate(capacity: 1)
  private let target = TargetName()
  private static let tracing = BPF_PROG_TYPE_TRACING.rawValue

  init() { unsafe place.initialize(to: clibbpf_link_detail()) }

  deinit { unsafe place.deallocate() }

  /// Asks the kernel about a link; `false` where it does not tell.
  func read(_ link: borrowing OpenFile) -> Bool {
    unsafe clibbpf_link_detail(link.descriptor, place, target.pointer) == 0
  }

  private var name: [UInt8] { target.bytes }
  private var number: UInt64 { unsafe place.pointee.number }

  private var missed: UInt64? { unsafe place.pointee.tells_missed ? place.pointee.missed : nil }

  /// The link's hook. The program's type tells a typed raw tracepoint from another.
  func hook(ofProgramType type: UInt32?, _ names: TypeNames) -> AttachedHook? {
    let onReturn = unsafe place.pointee.on_return
    switch unsafe clibbpf_link_type(place.pointee.type) {
    case CLIBBPF_LINK_RAW_TRACEPOINT:
      return AttachedHook(type == Self.tracing ? .tpBTF : .rawTracepoint, name)
    case CLIBBPF_LINK_TRACING: return tracingHook(names)
    case CLIBBPF_LINK_ITER: return AttachedHook(.iter, name)
    case CLIBBPF_LINK_PERF_EVENT: return eventHook
    case CLIBBPF_LINK_KPROBE_MULTI:
      return AttachedHook(onReturn ? .kretprobeMulti : .kprobeMulti, functions, missed: missed)
    case CLIBBPF_LINK_UPROBE_MULTI:
      return AttachedHook(
        onReturn ? .uretprobeMulti : .uprobeMulti, name + Array(":".utf8) + functions)
    case CLIBBPF_LINK_CGROUP:
      return unsafe AttachedHook.cgroup(place.pointee.attach_type, "id \(number)")
    case CLIBBPF_LINK_NETNS: return AttachedHook(.netns, "\(attachName) \(number)")
    case CLIBBPF_LINK_XDP: return AttachedHook(.xdp, Interface.name(number))
    case CLIBBPF_LINK_TCX: return AttachedHook(.tcx, Interface.name(number))
    case CLIBBPF_LINK_NETKIT: return AttachedHook(.netkit, Interface.name(number))
    case CLIBBPF_LINK_NETFILTER: return AttachedHook(.netfilter)
    case CLIBBPF_LINK_SOCKMAP: return AttachedHook(.sockmap, "map \(number)")
    case CLIBBPF_LINK_STRUCT_OPS: return AttachedHook(.structOps, "map \(number)")
    default: return AttachedHook(.other)
    }
  }

  private var functions: [UInt8] { Array("\(number) functions".utf8) }

  private var attachName: String {
    unsafe ProgramKind(type: 0, attachType: place.pointee.attach_type).attachName ?? "netns"
  }

  private func tracingHook(_ names: TypeNames) -> AttachedHook {
    let target = unsafe TypeReference(
      object: place.pointee.target_object, type: place.pointee.target_type)
    let kind: AttachedHook.Kind =
      switch unsafe bpf_attach_type(place.pointee.attach_type) {
      case BPF_TRACE_FENTRY: .fentry
      case BPF_TRACE_FEXIT: .fexit
      case BPF_MODIFY_RETURN: .modifyReturn
      case BPF_TRACE_RAW_TP: .tpBTF
      case BPF_TRACE_ITER: .iter
      case BPF_LSM_MAC: .lsm
      // The only other replaces a function of another program.
      default: .freplace
      }
    if kind == .freplace {
      return unsafe AttachedHook(kind, "program \(place.pointee.target_object)")
    }
    return AttachedHook(kind, target.flatMap { names.name(of: $0) } ?? "")
  }

  private var eventHook: AttachedHook? {
    switch unsafe clibbpf_event_type(place.pointee.event_type) {
    case CLIBBPF_EVENT_TRACEPOINT: AttachedHook(.tracepoint, name)
    case CLIBBPF_EVENT_KPROBE: AttachedHook(.kprobe, place(in: name), missed: missed)
    case CLIBBPF_EVENT_KRETPROBE: AttachedHook(.kretprobe, place(in: name), missed: missed)
    case CLIBBPF_EVENT_UPROBE: AttachedHook(.uprobe, place(in: name))
    case CLIBBPF_EVENT_URETPROBE: AttachedHook(.uretprobe, place(in: name))
    case CLIBBPF_EVENT_OTHER: AttachedHook(.perfEvent)
    default: nil
    }
  }

  private func place(in name: [UInt8]) -> [UInt8] {
    unsafe AttachedHook.place(in: name, offset: place.pointee.offset)
  }
}

extension AttachedHook {
  /// `name+0x1f`, or the name alone where the offset is 0.
  static func place(in name: [UInt8], offset: UInt64) -> [UInt8] {
    offset == 0 ? name : name + Array("+0x\(String(offset, radix: 16))".utf8)
  }
}
