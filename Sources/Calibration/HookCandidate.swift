// SPDX-License-Identifier: Apache-2.0

import BPF
import Results
import Scale
import Subjects
import Workloads

/// A hook to price, and its name in the document.
struct HookCandidate {
  let kind: String
  /// The hooks to try, of which the first that attaches is taken: a function has another name on
  /// other kernels.
  let hooks: [Hook]
  let event: EventKind
  /// Whether it lies on the path that a tracepoint on system calls opens to all of them.
  let isOnPath: Bool

  private init(
    _ kind: String, _ hooks: [Hook], event: EventKind = .systemCall, isOnPath: Bool = false
  ) {
    self.kind = kind
    self.hooks = hooks
    self.event = event
    self.isOnPath = isOnPath
  }

  /// The path itself, as a candidate.
  static let path = "system call path"
  private static let functions = ["__do_sys_getppid", "__x64_sys_getppid"]

  /// Hooks that attach in a fraction of a millisecond. The path that leads to the first two is
  /// weighed apart: a raw tracepoint cost some 10 ns more in blocks in which a classic one had just
  /// been detached.
  static var quick: [Self] {
    [
      Self("raw_tracepoint", [.rawTracepoint("sys_enter")], isOnPath: true),
      Self("tp_btf", [.tpBTF("sys_enter")], isOnPath: true),
      Self("fentry", functions.map { .fentry($0) }), Self("fexit", functions.map { .fexit($0) }),
    ]
  }

  /// Hooks through perf events, which detach in tens of milliseconds.
  static var slow: [Self] {
    func entry(_ call: String) -> [Hook] {
      [.tracepoint(category: "syscalls", event: "sys_enter_\(call)")]
    }
    return [
      Self(path, entry("getpgid")), Self("tracepoint", entry("getppid"), isOnPath: true),
      Self("kprobe", functions.map { .kprobe($0) }),
      Self("kretprobe", functions.map { .kretprobe($0) }),
    ]
  }

  /// Hooks on a function of a program.
  static var user: [Self] {
    let (path, function) = (CallStorm.path, CallStorm.function)
    return [
      Self("uprobe", [.userFunction(path: path, function: function)], event: .call),
      Self("uretprobe", [.userReturn(path: path, function: function)], event: .call),
    ]
  }

  /// Finds the first hook that attaches, or the kernel's reason against the first.
  func attempt() -> Result<Hook, WeighingError> {
    var refusal: WeighingError?
    for hook in hooks {
      do throws(WeighingError) {
        try PreparedPrograms(emptyAt: [hook], name: kind).attach()
        return .success(hook)
      } catch { refusal = refusal ?? error }
    }
    guard let refusal else { preconditionFailure("a candidate has a hook") }
    return .failure(refusal)
  }

  /// An entry without a price.
  func unpriced(_ reason: String) -> HookPrice {
    HookPrice(kind: kind, target: hooks[0].placeName, nanoseconds: nil, reason: reason, loads: 0)
  }
}

extension Hook {
  /// The target without the path of its file.
  var placeName: String {
    switch self {
    case .userFunction(_, let function), .userReturn(_, let function): function
    default: target
    }
  }
}
