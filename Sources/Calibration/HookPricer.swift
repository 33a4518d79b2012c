// SPDX-License-Identifier: Apache-2.0

import BPF
import Results
import Scale
import Statistics
import Subjects
import Workloads

/// Finds out what an empty program costs at each kind of hook.
///
/// The hooks that one operation passes are weighed in the same blocks. Those that take long to detach have
/// blocks of their own, so that they do not slow the others down.
struct HookPricer {
  let bench: CalibrationBench
  /// Seconds for all hooks.
  let seconds: Double

  /// What was found.
  struct Prices {
    var hooks: [HookPrice] = []
    var systemCallPath: HookPrice?
  }

  /// A hook, and what a reader calls its place.
  private struct Candidate {
    let kind: String
    /// The hooks to try, the first that attaches is taken: a function has another name on other kernels.
    let hooks: [Hook]
    let event: EventKind
    /// Whether it is reached by the path that a tracepoint on system calls opens to all of them.
    var isOnPath = false
  }

  private static let path = "system call path"
  /// A load takes milliseconds; with few of them an interval is wide, however long they are.
  private static let fewestLoads = 8
  private static let functions = ["__do_sys_getppid", "__x64_sys_getppid"]

  /// Attached in a fraction of a millisecond. The path that leads to the first two is weighed apart: a raw
  /// tracepoint was seen to cost some 10 ns more in blocks in which a classic one had just been detached.
  private static var quick: [Candidate] {
    [
      Candidate(
        kind: "raw_tracepoint", hooks: [.rawTracepoint("sys_enter")], event: .systemCall,
        isOnPath: true),
      Candidate(
        kind: "tp_btf", hooks: [.tpBTF("sys_enter")], event: .systemCall, isOnPath: true),
      Candidate(kind: "fentry", hooks: functions.map { .fentry($0) }, event: .systemCall),
      Candidate(kind: "fexit", hooks: functions.map { .fexit($0) }, event: .systemCall),
    ]
  }

  /// Through perf events: detached in tens of milliseconds.
  private static var slow: [Candidate] {
    [
      Candidate(
        kind: path, hooks: [.tracepoint(category: "syscalls", event: "sys_enter_getpgid")],
        event: .systemCall),
      Candidate(
        kind: "tracepoint",
        hooks: [.tracepoint(category: "syscalls", event: "sys_enter_getppid")],
        event: .systemCall, isOnPath: true),
      Candidate(kind: "kprobe", hooks: functions.map { .kprobe($0) }, event: .systemCall),
      Candidate(kind: "kretprobe", hooks: functions.map { .kretprobe($0) }, event: .systemCall),
    ]
  }

  private static var user: [Candidate] {
    let (path, function) = (CallStorm.path, CallStorm.function)
    return [
      Candidate(
        kind: "uprobe", hooks: [.userFunction(path: path, function: function)], event: .call),
      Candidate(
        kind: "uretprobe", hooks: [.userReturn(path: path, function: function)], event: .call),
    ]
  }

  /// Weighs them all.
  ///
  /// - Throws: What keeps a workload from running, or that the user asked to end.
  func run(random: inout RandomSource) throws(WeighingError) -> Prices {
    var found: [(candidate: Candidate, price: HookPrice)] = []
    let groups: [([Candidate], Workload, Double)] = [
      (Self.quick, .syscallStorm, 0.3), (Self.slow, .syscallStorm, 0.4),
      (Self.user, .callStorm, 0.3),
    ]
    for (candidates, workload, share) in groups {
      found += try weigh(candidates, on: workload, seconds: seconds * share, random: &random)
    }
    let order = groups.flatMap { $0.0.map(\.kind) }
    func place(_ kind: String) -> Int { order.firstIndex(of: kind) ?? 0 }
    // In the order of the candidates, refused ones too.
    found.sort { place($0.candidate.kind) < place($1.candidate.kind) }
    let path = found.first { $0.candidate.kind == Self.path }?.price.unlessOpen
    return Prices(
      hooks: found.filter { $0.candidate.kind != Self.path }.map { candidate, price in
        candidate.isOnPath ? price.without(path) : price
      }, systemCallPath: path)
  }

  private func weigh(
    _ candidates: [Candidate], on workload: Workload, seconds: Double,
    random: inout RandomSource
  ) throws(WeighingError) -> [(Candidate, HookPrice)] {
    var prices: [(Candidate, HookPrice)] = []
    var allowed: [(candidate: Candidate, hook: Hook)] = []
    for candidate in candidates {
      switch Self.attempt(candidate) {
      case .success(let hook): allowed.append((candidate, hook))
      case .failure(let refusal):
        prices.append((candidate, Self.refused(candidate, refusal.description)))
      }
    }
    guard !allowed.isEmpty else { return prices }
    let toggle = try WayToggle(
      allowed.map(\.hook), times: 2, environment: bench.environment)
    let heaviest = try allowed.map { candidate, hook throws(WeighingError) in
      try Self.load(candidate.kind, hook)
    }
    let sampler = Sampler(
      stints: try bench.stints(
        on: try bench.start(workload), toggleSeconds: toggle.blockSeconds, budgetSeconds: seconds,
        heaviest: heaviest),
      environment: bench.environment, loads: max(bench.loads, Self.fewestLoads),
      seconds: seconds)
    let kinds = Set(allowed.map(\.candidate.event))
    let sample = try sampler.sample(counting: Array(kinds), random: &random) {
      () throws(WeighingError) in
      var conditions: [any Attachable] = [Nothing(.off)]
      for (candidate, hook) in allowed {
        conditions.append(try Self.load(candidate.kind, hook))
      }
      return SampledLoad(conditions: conditions, workload: try bench.start(workload))
    }
    for (candidate, hook) in allowed {
      prices.append((candidate, Self.price(candidate, hook, sample)))
    }
    return prices
  }

  private static func load(_ name: String, _ hook: Hook) throws(WeighingError) -> SubjectCondition {
    SubjectCondition(Condition(name), try PreparedPrograms(emptyAt: [hook], name: name))
  }

  /// The first of the hooks that attaches, or the kernel's reason against the last.
  private static func attempt(_ candidate: Candidate) -> Result<Hook, WeighingError> {
    var refusal: WeighingError?
    for hook in candidate.hooks {
      do throws(WeighingError) {
        try PreparedPrograms(emptyAt: [hook], name: candidate.kind).attach()
        return .success(hook)
      } catch { refusal = refusal ?? error }
    }
    guard let refusal else { preconditionFailure("a candidate has a hook") }
    return .failure(refusal)
  }

  private static func refused(_ candidate: Candidate, _ reason: String) -> HookPrice {
    HookPrice(
      kind: candidate.kind, target: candidate.hooks[0].placeName, nanoseconds: nil,
      reason: reason, loads: 0)
  }

  private static func price(
    _ candidate: Candidate, _ hook: Hook, _ sample: Sampler.Sample
  ) -> HookPrice {
    let condition = Condition(candidate.kind)
    let events = sample.eventsPerOperation[condition] ?? 0
    guard events > 0 else { return refused(candidate, "the workload caused no event") }
    do throws(StatisticsError) {
      let contrast = try sample.contrast(condition, to: .off)
      return HookPrice(
        kind: candidate.kind, target: hook.placeName,
        nanoseconds: contrast.difference.times(1 / events),
        loads: contrast.loads)
    } catch { return refused(candidate, "too little was measured: \(error)") }
  }
}

extension Hook {
  /// The target without the path of the file that it is in.
  fileprivate var placeName: String {
    switch self {
    case .userFunction(_, let function), .userReturn(_, let function): function
    default: target
    }
  }
}

extension HookPrice {
  /// The price less that of the path that leads to it; none where that is not known.
  fileprivate func without(_ path: HookPrice?) -> HookPrice {
    guard let whole = nanoseconds else { return self }
    var price = self
    price.nanoseconds = path?.nanoseconds.map { whole.subtracting($0) }
    if price.nanoseconds == nil {
      price.reason =
        "the path that leads to it could not be told apart: \(path?.reason ?? "not weighed")"
    }
    return price
  }

  /// The price; none where it cannot be told from nothing, as where somebody else's tracepoint has opened the
  /// path already.
  fileprivate var unlessOpen: HookPrice {
    guard let price = nanoseconds, price.containsZero else { return self }
    var unknown = self
    unknown.nanoseconds = nil
    unknown.reason =
      "not to be told from nothing; something else here has a tracepoint on system calls, or the "
      + "machine is too noisy"
    return unknown
  }
}
