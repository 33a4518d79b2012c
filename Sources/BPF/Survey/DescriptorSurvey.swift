// SPDX-License-Identifier: Apache-2.0

private import CLibbpf
import Glibc
import System

/// The processes that hold programs, by their descriptors in `/proc`.
struct DescriptorSurvey {
  /// Each program with a process; pairs may repeat.
  private(set) var holders: [(program: UInt32, process: ProgramHolder)] = []
  /// Programs at perf events, without a link or with one that does not tell.
  private(set) var events: [(program: UInt32, hook: AttachedHook)] = []

  /// Looks at every process, and asks its perf events for their programs by a system call each.
  init(askingEvents asksEvents: Bool) {
    let own = UInt32(getpid())
    for pid in Folder.names(in: "/proc").compactMap({ UInt32($0) }) where pid != own {
      look(at: pid, asksEvents)
    }
  }

  private mutating func look(at pid: UInt32, _ asksEvents: Bool) {
    var programs: [UInt32] = []
    for (number, isEvent) in DescriptorList(of: Int32(pid)).descriptors {
      if !isEvent {
        if let program = DescriptorText.program(in: "/proc/\(pid)/fdinfo/\(number)") {
          programs.append(program)
        }
      } else if asksEvents, let found = EventQuery.ask(Int32(pid), number) {
        programs.append(found.program)
        events.append((found.program, found.hook))
      }
    }
    guard !programs.isEmpty else { return }
    let process = ProgramHolder.process(pid: pid, comm: comm(of: pid))
    holders += Set(programs).map { ($0, process) }
  }

  private func comm(of pid: UInt32) -> [UInt8] {
    Array((File.bytes(of: "/proc/\(pid)/comm") ?? []).prefix { $0 != UInt8(ascii: "\n") })
  }
}

/// A process's descriptors of programs, links and perf events.
private final class DescriptorList {
  private(set) var descriptors: [(number: Int32, isEvent: Bool)] = []

  init(of pid: Int32) {
    let context = unsafe Unmanaged.passUnretained(self).toOpaque()
    unsafe clibbpf_each_descriptor(
      pid,
      { context, number, isEvent in
        guard let context = unsafe context else { return }
        let list = unsafe Unmanaged<DescriptorList>.fromOpaque(context).takeUnretainedValue()
        list.descriptors.append((number, isEvent))
      }, context)
  }
}

/// The text of `/proc/PID/fdinfo/NUMBER`.
enum DescriptorText {
  static func program(in path: String) -> UInt32? {
    File.text(of: path).flatMap(program(inText:))
  }

  /// The number behind `prog_id:`.
  static func program(inText text: String) -> UInt32? {
    let line = text.split(separator: "\n").first { $0.hasPrefix("prog_id:") }
    return line?.split(whereSeparator: \.isWhitespace).last.flatMap { UInt32($0) }
  }
}

/// The program and hook of a process's perf event (`BPF_TASK_FD_QUERY`). Oldest kernel 4.18.
private enum EventQuery {
  static func ask(_ pid: Int32, _ number: Int32) -> (program: UInt32, hook: AttachedHook)? {
    var query = clibbpf_event_query()
    let target = TargetName()
    guard unsafe clibbpf_event_query(pid, number, &query, target.pointer) == 0 else { return nil }
    let name = target.bytes
    let place = AttachedHook.place(in: name, offset: query.offset)
    let hook: AttachedHook? =
      switch bpf_task_fd_type(query.type) {
      case BPF_FD_TYPE_TRACEPOINT: AttachedHook(.tracepoint, name)
      case BPF_FD_TYPE_KPROBE: AttachedHook(.kprobe, place)
      case BPF_FD_TYPE_KRETPROBE: AttachedHook(.kretprobe, place)
      case BPF_FD_TYPE_UPROBE: AttachedHook(.uprobe, place)
      case BPF_FD_TYPE_URETPROBE: AttachedHook(.uretprobe, place)
      default: nil
      }
    return hook.map { (query.program, $0) }
  }
}

/// Owns the memory for an attach target's name: a function, a tracepoint or a path.
@safe struct TargetName: ~Copyable {
  let pointer: UnsafeMutablePointer<CChar>

  init() {
    unsafe pointer = UnsafeMutablePointer<CChar>.allocate(capacity: Int(CLIBBPF_TARGET_NAME))
    unsafe pointer[0] = 0
  }

  /// The name, without its closing NUL.
  var bytes: [UInt8] {
    unsafe Array(UnsafeBufferPointer(start: pointer, count: strlen(pointer))).map {
      UInt8(bitPattern: $0)
    }
  }

  deinit { unsafe pointer.deallocate() }
}
