// SPDX-License-Identifier: Apache-2.0

import BPF
import Glibc
import ProbeObjects

/// Proves a kind of hook: attaches a counting program to a real target and causes the event.
struct HookTrial: Sendable {
  /// The program's target.
  enum Place: Sendable, Hashable {
    case hook(Hook)
    /// The thread's CPU clock, as a perf event.
    case clock
    /// The list of all tasks.
    case tasks
  }

  /// The kind of hook.
  let name: String
  /// The target, for people.
  let target: String
  let kind: ProgramKind
  /// The kernel's config options that the kind depends on.
  let options: [String]
  private let place: Place

  /// The trials, one for each kind of hook, in order. `cause` calls `function`; `uprobe` is the
  /// place of `UprobeTarget`, `nil` where unknown.
  static func all(function: String, uprobe: MemoryPlace?) -> [HookTrial] {
    let targets: [Hook.Kind.Place: String] = [
      .categorisedEvent: "raw_syscalls/sys_enter", .event: "sys_enter", .function: function,
      .userCode: uprobe.map { "\($0.path)+\($0.offset)" } ?? "",
    ]
    let known = Hook.Kind.allCases.compactMap { kind in
      targets[kind.place].flatMap(kind.hook).map { hook in
        HookTrial(
          name: kind.rawValue, target: kind.place == .userCode ? "tare itself" : hook.target,
          kind: kind.program, options: kind.options, place: .hook(hook))
      }
    }
    return known + [
      HookTrial(
        name: "perf_event", target: "the CPU clock", kind: .perfEvent,
        options: ["CONFIG_PERF_EVENTS"], place: .clock),
      HookTrial(
        name: "iter", target: "the list of tasks", kind: .iterator,
        options: ["CONFIG_DEBUG_INFO_BTF"], place: .tasks),
    ]
  }

  /// Kernel functions that `cause` calls; every kernel has at least one.
  static let functions = ["__x64_sys_getppid", "do_sys_openat2", "vfs_read"]

  private static let patienceMilliseconds: UInt64 = 500

  /// Loads, attaches, causes the event until it is seen, and removes everything.
  func run() -> TrialAnswer {
    .trying { () throws(BPFError) -> TrialAnswer in
      let program = "on_\(name)"
      let open = try OpenObject(ProbeObject.features.bytes, name: "features")
      try open.keepOnly(programs: [program])
      if case .hook(let hook) = place { try open.aim(program, at: hook) }
      let loaded = try open.load()
      let fired = try loaded.map("fired")
      var runs: UInt64 = 0
      switch place {
      case .hook(let hook):
        let attached = try loaded.attach(program, at: hook)
        runs = try wait(for: fired, causing: Self.cause)
        attached.detach()
      case .clock:
        let attached = try loaded.attachToClock(program, everyNanoseconds: 100_000)
        runs = try wait(for: fired, causing: Self.spin)
        attached.detach()
      case .tasks:
        try loaded.runIterator(program)
        runs = try fired.value(of: UInt32(0), into: UInt64(0)) ?? 0
      }
      return runs > 0
        ? .yes("fired at \(target)") : .no("attached to \(target), did not fire")
    }
  }

  private func wait(for fired: BPFMap, causing event: () -> Void) throws(BPFError) -> UInt64 {
    var waited: UInt64 = 0
    while true {
      event()
      let runs = try fired.value(of: UInt32(0), into: UInt64(0)) ?? 0
      if runs > 0 || waited >= Self.patienceMilliseconds { return runs }
      usleep(1000)
      waited += 1
    }
  }

  /// Calls the functions in `functions` and the uprobes' target.
  private static func cause() {
    for _ in 0..<16 {
      _ = getppid()
      UprobeTarget.call()
    }
    let file = unsafe open("/proc/self/stat", O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return }
    var byte: UInt8 = 0
    _ = unsafe read(file, &byte, 1)
    close(file)
  }

  /// Takes CPU time for a few ticks of the clock.
  private static func spin() {
    let start = clock()
    while clock() - start < CLOCKS_PER_SEC / 1000 {}
  }
}
