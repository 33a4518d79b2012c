// SPDX-License-Identifier: Apache-2.0

import Lines
import Probes

extension BudgetOutcome {
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
