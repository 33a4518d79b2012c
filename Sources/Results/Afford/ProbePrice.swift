// SPDX-License-Identifier: Apache-2.0

import Statistics

/// The cost of one event of a probe on one rung, from a run of `tare measure`, in ns.
public struct ProbePrice: Codable, Hashable, Sendable {
  /// The probe's name.
  public let probe: String
  /// The rung's name.
  public let rung: String
  /// The cost of an event to the process that causes it.
  public var event: Interval
  /// The part of `event` that an empty program on the same hooks costs.
  public var dispatch: Interval?
  /// The cost to a system call that is no event of the probe; `nil` where none was weighed.
  public let other: Interval?
  /// The reader's CPU time for an event.
  public var reader: Interval?
  /// The time that the kernel's statistics count in an empty program for an event: their own clock.
  public let clock: Double?
  /// The additional cost after a pause; `nil` where that was not weighed.
  public private(set) var afterPauses: PauseCosts?
  /// The additional cost after a pause, the workload on the other CPU; `nil` if not weighed.
  public let afterPausesElsewhere: PauseCosts?
  /// Where it was weighed.
  public var source: ProbeForecast.Source

  /// A price.
  public init(
    probe: String, rung: String, event: Interval, dispatch: Interval? = nil, other: Interval? = nil,
    reader: Interval? = nil, clock: Double? = nil, afterPauses: PauseCosts? = nil,
    afterPausesElsewhere: PauseCosts? = nil, source: ProbeForecast.Source
  ) {
    self.probe = probe
    self.rung = rung
    self.event = event
    self.dispatch = dispatch
    self.other = other
    self.reader = reader
    self.clock = clock
    self.afterPauses = afterPauses
    self.afterPausesElsewhere = afterPausesElsewhere
    self.source = source
  }

  /// Returns the price on a machine in some state.
  ///
  /// Where the cost of an event is not known to 15 %, as it is lost in a long operation, the price
  /// of the hooks and the time in the programs stand in for it.
  ///
  /// - Parameters:
  ///   - hooks: The cost of empty programs on the probe's hooks to an event, in ns, if it is known.
  ///   - state: The activity of the machine.
  /// - Returns: This price where nothing better is known.
  public func settled(hooks: Interval?, in state: MachineState) -> ProbePrice {
    guard let weighed = afterPauses, var costs = costs(in: state) else { return self }
    if let census = costs.census {
      costs.programs = costs.programs.cooled(by: state.coldness, as: census)
    }
    var price = self
    price.afterPauses = costs
    price.reader = settledReader(costs, idleShare: state.idleShare)
    let program = costs.programs.following(idleShare: state.idleShare)
    if event.margin > 0.15 * abs(event.estimate), let hooks {
      price.dispatch = hooks
      price.event = hooks.plus(program)
    } else {
      let before = weighed.programs.following(idleShare: state.idleShare)
      price.event = event.alongside(Interval(exactly: program.estimate - before.estimate))
    }
    return price
  }

  /// The costs after pauses, for the share of events that end on another CPU.
  private func costs(in state: MachineState) -> PauseCosts? {
    guard let afterPausesElsewhere, let crossed = state.crossed else { return afterPauses }
    return afterPauses?.towards(afterPausesElsewhere, crossed: crossed)
  }

  /// Returns how much colder programs run here than where the probe was weighed.
  ///
  /// - Parameters:
  ///   - census: Time in the counting programs for an event here, in ns.
  ///   - pauses: Lengths of pauses before events, in seconds, with the events after each.
  ///   - state: What the machine does, as far as it is known.
  /// - Returns: For `MachineState.coldness`: 0 where counting was not weighed.
  public func coldness(
    census: Double, pauses: [(seconds: Double, events: Double)], in state: MachineState
  ) -> Interval {
    guard let expected = costs(in: state)?.census?.mean(over: pauses, idleShare: state.idleShare)
    else { return .zero }
    // Nothing is warmer than a loop that does nothing else.
    func more(_ expected: Double) -> Double { max(0, census - expected) }
    return Interval(
      estimate: more(expected.estimate), low: more(expected.high), high: more(expected.low))
  }

  /// The reader's time for an event, between that while events went on and that after they ended.
  private func settledReader(_ costs: PauseCosts, idleShare: Double) -> Interval? {
    guard let reader, let alone = costs.looks?.event else { return reader }
    return reader.times(1 - idleShare).alongside(alone.times(idleShare))
  }

  /// The prices in a document.
  ///
  /// - Parameters:
  ///   - document: Of `tare measure`.
  ///   - source: Where the document is from.
  /// - Returns: One for each watched cell that was measured.
  public static func all(
    in document: MeasureDocument, source: ProbeForecast.Source
  ) -> [ProbePrice] {
    document.cells.compactMap { cell in
      guard cell.role == .watched, cell.verdict == .measured, let total = cell.total else {
        return nil
      }
      let bystander = document.cells.first {
        $0.role == .bystander && $0.probe == cell.probe && $0.rung == cell.rung
      }
      return ProbePrice(
        probe: cell.probe, rung: cell.rung, event: total, dispatch: cell.dispatch,
        other: bystander?.bystanderCost, reader: cell.reader?.cpuNanosecondsPerEvent,
        clock: cell.inside?.floorNanoseconds, afterPauses: cell.afterPauses,
        afterPausesElsewhere: cell.afterPausesElsewhere, source: source)
    }
  }
}
