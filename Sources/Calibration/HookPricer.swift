// SPDX-License-Identifier: Apache-2.0

import BPF
import Results
import Scale
import Statistics
import Workloads

/// Weighs an empty program at each kind of hook.
///
/// The hooks that one operation passes are weighed in the same blocks. Those that take long to
/// detach have blocks of their own, so that they do not slow the others down.
struct HookPricer {
  let bench: CalibrationBench
  /// Seconds for all hooks.
  let seconds: Double

  /// The prices of all hooks.
  struct Prices {
    var hooks: [HookPrice] = []
    var systemCallPath: HookPrice?
  }

  /// A candidate and its hook that attaches here.
  private typealias Allowed = (candidate: HookCandidate, hook: Hook)

  /// A load takes milliseconds, and with few of them an interval is wide, however long they are.
  private static let fewestLoads = 8

  /// Weighs all hooks.
  func run(random: inout RandomSource) throws(WeighingError) -> Prices {
    var found: [(candidate: HookCandidate, price: HookPrice)] = []
    let groups: [([HookCandidate], Workload, Double)] = [
      (HookCandidate.quick, .syscallStorm, 0.3), (HookCandidate.slow, .syscallStorm, 0.4),
      (HookCandidate.user, .callStorm, 0.3),
    ]
    for (candidates, workload, share) in groups {
      found += try weigh(candidates, on: workload, seconds: seconds * share, random: &random)
    }
    let order = groups.flatMap { $0.0.map(\.kind) }
    func place(_ kind: String) -> Int { order.firstIndex(of: kind) ?? 0 }
    // In the order of the candidates, refused ones too.
    found.sort { place($0.candidate.kind) < place($1.candidate.kind) }
    let path = found.first { $0.candidate.kind == HookCandidate.path }?.price.unlessOpen
    return Prices(
      hooks: found.filter { $0.candidate.kind != HookCandidate.path }.map { candidate, price in
        candidate.isOnPath ? price.without(path) : price
      }, systemCallPath: path)
  }

  private func weigh(
    _ candidates: [HookCandidate], on workload: Workload, seconds: Double,
    random: inout RandomSource
  ) throws(WeighingError) -> [(HookCandidate, HookPrice)] {
    var prices: [(HookCandidate, HookPrice)] = []
    var allowed: [Allowed] = []
    for candidate in candidates {
      switch candidate.attempt() {
      case .success(let hook): allowed.append((candidate, hook))
      case .failure(let refusal):
        prices.append((candidate, candidate.unpriced(refusal.description)))
      }
    }
    guard !allowed.isEmpty else { return prices }
    let sample = try compare(allowed, on: workload, seconds: seconds, random: &random)
    return prices
      + allowed.map { candidate, hook in (candidate, Self.price(candidate, hook, sample)) }
  }

  /// Compares empty programs at the hooks with nothing.
  private func compare(
    _ allowed: [Allowed], on workload: Workload, seconds: Double, random: inout RandomSource
  ) throws(WeighingError) -> Sampler.Sample {
    let toggle = try WayToggle(allowed.map(\.hook), times: 2, environment: bench.environment)
    let heaviest = try Self.conditions(allowed)
    let stints = try bench.stints(
      on: try bench.start(workload), toggleSeconds: toggle.blockSeconds, budgetSeconds: seconds,
      heaviest: heaviest)
    let sampler = Sampler(
      stints: stints, environment: bench.environment, loads: max(bench.loads, Self.fewestLoads),
      seconds: seconds)
    let kinds = Set(allowed.map(\.candidate.event))
    return try sampler.sample(counting: Array(kinds), random: &random) { () throws(WeighingError) in
      SampledLoad(
        conditions: [Nothing(.off)] + (try Self.conditions(allowed)),
        workload: try bench.start(workload))
    }
  }

  private static func conditions(_ allowed: [Allowed]) throws(WeighingError) -> [SubjectCondition] {
    try allowed.map { candidate, hook throws(WeighingError) in
      SubjectCondition(
        Condition(candidate.kind), try PreparedPrograms(emptyAt: [hook], name: candidate.kind))
    }
  }

  private static func price(
    _ candidate: HookCandidate, _ hook: Hook, _ sample: Sampler.Sample
  ) -> HookPrice {
    let condition = Condition(candidate.kind)
    let events = sample.eventsPerOperation[condition] ?? 0
    guard events > 0 else { return candidate.unpriced("the workload caused no event") }
    do throws(StatisticsError) {
      let contrast = try sample.contrast(condition, to: .off)
      return HookPrice(
        kind: candidate.kind, target: hook.placeName,
        nanoseconds: contrast.difference.times(1 / events), loads: contrast.loads)
    } catch { return candidate.unpriced(error.reason) }
  }
}

extension HookPrice {
  /// The price less that of the path to it; no price where that is unknown.
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

  /// The price of the path; no price where it does not differ from 0, as where anyone's tracepoint
  /// has opened the path already.
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
