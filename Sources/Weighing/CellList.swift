// SPDX-License-Identifier: Apache-2.0

import BPF
import Probes
import Results
import Workloads

/// The cells of a run, in order, with the rung that each probe takes on this kernel.
struct CellList {
  /// A cell to come.
  struct Entry {
    let probe: WeighedProbe
    /// The rung it takes; `nil` where the kernel allows none.
    let rung: Rung?
    let refused: [RefusedRung]
    let workload: Workload
    let role: Cell.Role
    var toggle: RungToggle?

    /// The name for people and for errors.
    var name: String { "\(probe.name) on \(workload.name)" }

    /// The entry of a cell whose probe this kernel refuses, with its reasons.
    var unsupported: Cell {
      let reasons = refused.map { "\($0.rung): \($0.reason)" }.joined(separator: "; ")
      return unweighed(.unsupported(reason: reasons))
    }

    /// The entry of a cell that could not be weighed.
    func failed(_ error: WeighingError) -> Cell {
      var cell = unweighed(.failed(reason: error.description, lastOutput: ""))
      if case .workload(let cause) = error {
        cell.verdict = .failed(reason: error.description, lastOutput: cause.lastOutput)
      }
      return cell
    }

    /// The entry of a cell without figures.
    private func unweighed(_ verdict: CellVerdict) -> Cell {
      var cell = Cell(
        probe: probe.name, rung: rung?.name ?? "none", workload: workload.name, role: role,
        unit: workload.unit, verdict: verdict)
      cell.refusedRungs = refused.map(\.documented)
      cell.options = probe.options
      return cell
    }
  }

  private(set) var entries: [Entry] = []
  /// One for each set of hooks that a rung of the run uses.
  private(set) var toggles: [RungToggle] = []

  /// Tries every probe's ladder on this kernel and lays the cells out.
  init(_ options: MeasureOptions) {
    for probe in options.probes.map(\.onTheClock) {
      let (rung, refused) = Self.choose(probe, forced: options.rung)
      for (workload, role) in Self.workloads(of: probe, asked: options.workloads) {
        entries.append(
          Entry(probe: probe, rung: rung, refused: refused, workload: workload, role: role))
      }
    }
  }

  private static func choose(
    _ probe: WeighedProbe, forced: String?
  ) -> (rung: Rung?, refused: [RefusedRung]) {
    guard let forced else { return probe.bestRung() }
    guard let rung = probe.ladder.first(where: { $0.name == forced }) else { return (nil, []) }
    do throws(BPFError) {
      try probe.load(rung).attach().detach()
      return (rung, [])
    } catch {
      return (nil, [RefusedRung(rung: forced, reason: error)])
    }
  }

  /// The workload that the probe watches, and the bystander, unless others were asked for.
  private static func workloads(
    of probe: WeighedProbe, asked: [Workload]
  ) -> [(Workload, Cell.Role)] {
    let bystander = Workload.syscallStorm
    let choices =
      asked.isEmpty
      ? Workload.all.filter { $0.name == probe.watchedWorkload || $0 == bystander } : asked
    let watchedFirst = choices.sorted { one, _ in one.name == probe.watchedWorkload }
    return watchedFirst.map { workload in
      let isWatched = !workload.isBystander(of: Set(probe.watched))
      return (workload, isWatched ? .watched : .bystander)
    }
  }

  /// Times attaching and detaching of each set of hooks.
  mutating func timeToggles(times: Int, environment: WeighingEnvironment) throws(WeighingError) {
    var known: [[String]: RungToggle] = [:]
    for index in entries.indices {
      guard let rung = entries[index].rung else { continue }
      let kinds = rung.placements.map(\.hook.kind.rawValue).sorted()
      if known[kinds] == nil {
        let toggle = try RungToggle(rung, times: times, environment: environment)
        known[kinds] = toggle
        toggles.append(toggle)
      }
      entries[index].toggle = known[kinds]
    }
  }
}

extension RefusedRung {
  /// As the document has it.
  var documented: RungRefusal {
    RungRefusal(rung: rung, reason: reason.description)
  }
}
