// SPDX-License-Identifier: Apache-2.0

import Lines
import Probes

/// The cost of a run under a budget, and whether the probe was detached for it.
public struct BudgetOutcome: Sendable {
  /// The probe was detached: it had been over budget for too long.
  public struct Blown: Sendable {
    /// When and by how much the probe was over budget.
    public var overdraft: Overdraft
    /// When nothing was attached any more, in nanoseconds of CLOCK_MONOTONIC.
    public var detachedAt: UInt64

    /// From the end of the grace period until nothing was attached, in nanoseconds.
    public var overshoot: UInt64 { detachedAt - min(detachedAt, overdraft.due) }
  }

  /// The budget.
  public let budget: Budget
  /// Whether the probe keeps within budget by tracing part of the time.
  public let samples: Bool
  /// The cost since the start; the time between two readings counts like the later one.
  public internal(set) var cost = ProbeCost()
  /// Why the probe was detached; `nil` where it was not.
  public internal(set) var blown: Blown?
  /// Nanoseconds attached since the start.
  public internal(set) var attached: UInt64 = 0
  /// Nanoseconds since the start.
  public internal(set) var total: UInt64 = 0

  /// One sentence on why the probe was detached; `nil` where it was not.
  public func notice(of probe: String) -> String? {
    blown.map { blown in
      let overdraft = blown.overdraft
      let seconds = shortText(Double(blown.detachedAt - overdraft.since) / 1e9)
      return
        "\(probe) cost \(overdraft.cost.text(in: budget)) for \(seconds) s, and --budget allows "
        + "\(budget.text) (\(overdraft.cost.parts(in: budget))); detached "
        + "\(blown.overshoot / 1_000_000) ms after the grace period"
    }
  }

  /// The attached part of the time in words, to go after the number of events.
  package var remark: String {
    samples ? ", attached \(Share(attached: attached, total: total)) of the time" : ""
  }

  /// Adds the budget's members to the last object of a run.
  package func append(to line: inout LineBuffer, clock: EventClock) {
    line.member("budget", budget.text)
    line.member("cost_ns", UInt64(cost.total))
    line.member("cost_ns_per_s", UInt64(cost.length > 0 ? cost.total / cost.length * 1e9 : 0))
    line.member("hook_events", UInt64(cost.events))
    line.member("over_budget", blown != nil)
    if let blown {
      line.member("over_since_ns", clock.sinceEpoch(blown.overdraft.since))
      line.member("detached_ns", clock.sinceEpoch(blown.detachedAt))
      line.member("overshoot_ns", blown.overshoot)
    }
    if samples {
      line.member("attached_ns", attached)
      line.append(Share(attached: attached, total: total))
    }
  }
}
