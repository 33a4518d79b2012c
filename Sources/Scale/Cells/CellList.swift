// SPDX-License-Identifier: Apache-2.0

import BPF
import Results
import Statistics
import Workloads

/// The cells of a run in order, with the way that each subject takes on this kernel.
package struct CellList {
  package private(set) var entries: [Entry] = []
  /// One toggle for each set of hooks that the run uses.
  package private(set) var toggles: [WayToggle] = []

  /// Tries every subject's ways on this kernel and lays the cells out.
  package init(_ options: MeasureOptions) {
    for subject in options.subjects {
      let (way, refused) = Self.choose(subject, forced: options.rung)
      for (workload, role) in Self.workloads(of: subject.watching, asked: options.workloads) {
        entries.append(
          Entry(subject: subject, way: way, refused: refused, workload: workload, role: role))
      }
    }
  }

  private static func choose(
    _ subject: any Subject, forced: String?
  ) -> (way: Way?, refused: [RungRefusal]) {
    guard let forced else { return subject.bestWay() }
    guard let way = subject.way(named: forced) else { return (nil, []) }
    do throws(WeighingError) {
      try subject.attempt(way)
      return (way, [])
    } catch { return (nil, [RungRefusal(rung: forced, reason: error.description)]) }
  }

  /// The workloads that were asked for, or else the one that the subject watches and the bystander.
  private static func workloads(
    of watching: Watching, asked: [Workload]
  ) -> [(Workload, Cell.Role)] {
    let watched = watching.workloadOnTheClock
    let bystander = Workload.syscallStorm
    let choices =
      asked.isEmpty ? Workload.all.filter { $0.name == watched || $0 == bystander } : asked
    return choices.sorted { one, _ in one.name == watched }.map { workload in
      (workload, workload.isBystander(of: Set(watching.kinds)) ? .bystander : .watched)
    }
  }

  /// Times how long each set of hooks takes to attach and detach.
  package mutating func timeToggles(
    times: Int, environment: WeighingEnvironment
  ) throws(WeighingError) {
    var known: [[String]: WayToggle] = [:]
    for index in entries.indices {
      guard let way = entries[index].way else { continue }
      let kinds = way.hooks.map(\.kind.rawValue).sorted()
      if known[kinds] == nil {
        let toggle = try WayToggle(way.hooks, times: times, environment: environment)
        known[kinds] = toggle
        toggles.append(toggle)
      }
      entries[index].toggle = known[kinds]
    }
  }

  /// A cell that is not weighed yet.
  package struct Entry {
    package let subject: any Subject
    /// The subject's way; `nil` where the kernel refuses all.
    package let way: Way?
    let refused: [RungRefusal]
    package let workload: Workload
    package let role: Cell.Role
    package var toggle: WayToggle?

    /// The name in messages.
    var name: String { "\(subject.name) on \(workload.name)" }

    /// The cell as `unsupported`, with the kernel's reasons.
    package var unsupported: Cell {
      let reasons = refused.map { "\($0.rung): \($0.reason)" }.joined(separator: "; ")
      return unweighed(.unsupported(reason: reasons))
    }

    /// The cell as `failed`, with the reason.
    package func failed(_ error: WeighingError) -> Cell {
      var lastOutput = ""
      if case .workload(let cause) = error { lastOutput = cause.lastOutput }
      return unweighed(.failed(reason: error.description, lastOutput: lastOutput))
    }

    /// A cell without figures.
    private func unweighed(_ verdict: CellVerdict) -> Cell {
      var cell = Cell(
        probe: subject.name, rung: way?.name ?? "none", workload: workload.name, role: role,
        unit: workload.unit, verdict: verdict)
      cell.refusedRungs = refused
      cell.options = subject.options
      return cell
    }

    /// Makes the cell's plan from measured lengths.
    func plan(
      _ way: Way, stints: StintPlan, blockSeconds: Double, budgetSeconds: Double,
      stopping: StoppingRule, controlsInRun: Int
    ) -> CellPlan {
      CellPlan(
        probe: subject.name, rung: way.name, refusedRungs: refused, options: subject.options,
        workload: workload.name, role: role, unit: workload.unit,
        counted: role == .watched ? subject.watching.kinds : [workload.principalKind],
        stints: stints, blockSeconds: blockSeconds, loadSeconds: CellPlan.loadSeconds,
        budgetSeconds: budgetSeconds, stopping: stopping, controlsInRun: controlsInRun)
    }
  }
}
