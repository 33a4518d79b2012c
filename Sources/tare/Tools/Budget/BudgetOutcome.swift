// SPDX-License-Identifier: Apache-2.0

import Probes

/// What came of a budget: what the probe cost, whether it was detached for it, how much of the time it saw.
struct BudgetOutcome {
  /// That it was detached.
  struct Blown {
    var fuse: Fuse.Blown
    /// When nothing was attached any more, in nanoseconds of CLOCK_MONOTONIC.
    var detachedAt: UInt64

    /// From the end of the grace period until nothing was attached, in nanoseconds.
    var overshoot: UInt64 { detachedAt - min(detachedAt, fuse.due) }
  }

  let budget: Budget
  /// Whether it keeps within budget by tracing part of the time.
  let samples: Bool
  /// What was paid from the start on, the time between readings included.
  var cost = Cost()
  var blown: Blown?
  /// Nanoseconds attached and in all, from the start on; only where it samples.
  var attached: UInt64 = 0
  var total: UInt64 = 0

  /// The part of the time that it was attached, from 0 to 1.
  static func share(attached: UInt64, total: UInt64) -> Double {
    total > 0 ? min(1, Double(attached) / Double(total)) : 1
  }

  /// What to say when it is detached.
  func notice(of probe: String) -> String? {
    blown.map { blown in
      let overdraft = blown.fuse.cost
      let seconds = shortText(Double(blown.detachedAt - blown.fuse.since) / 1e9)
      return "\(probe) cost \(overdraft.text(in: budget)) for \(seconds) s, and --budget allows "
        + "\(budget.text) (\(overdraft.parts(in: budget))); detached "
        + "\(blown.overshoot / 1_000_000) ms after the grace period"
    }
  }

  /// What belongs behind the number of events.
  var remark: String {
    guard samples else { return "" }
    let share = Self.share(attached: attached, total: total)
    return ", attached \(Self.percent(share)) of the time"
  }

  static func percent(_ share: Double) -> String { "\(shortText(share * 100)) %" }

  /// Adds the members of the last object of a run.
  func append(to line: inout LineBuffer, clock: EventClock) {
    line.member("budget", budget.text)
    line.member("cost_ns", UInt64(cost.total))
    line.member("cost_ns_per_s", UInt64(cost.length > 0 ? cost.total / cost.length * 1e9 : 0))
    line.member("hook_events", UInt64(cost.events))
    line.member("over_budget", blown != nil)
    if let blown {
      line.member("over_since_ns", clock.sinceEpoch(blown.fuse.since))
      line.member("detached_ns", clock.sinceEpoch(blown.detachedAt))
      line.member("overshoot_ns", blown.overshoot)
    }
    if samples {
      line.member("attached_ns", attached)
      line.append(share: Self.share(attached: attached, total: total))
    }
  }
}

extension LineBuffer {
  /// Adds the member `share`, a part of 1.
  mutating func append(share: Double) {
    key("share")
    let millionths = Int((share * 1e6).rounded())
    append("\(millionths / 1_000_000).\("\(millionths % 1_000_000 + 1_000_000)".dropFirst())")
  }
}
