// SPDX-License-Identifier: Apache-2.0

/// What one event of a probe costs on one rung, by a run of `tare measure`. All in ns.
public struct ProbePrice: Codable, Hashable, Sendable {
  /// The probe's name.
  public let probe: String
  /// The rung's name.
  public let rung: String
  /// What an event adds to the process that causes it.
  public var event: Interval
  /// Of that, what an empty program on the same hooks adds.
  public var dispatch: Interval?
  /// What a system call pays that is none of its events; `nil` where there is none, or it was not weighed.
  public let other: Interval?
  /// What the reader takes for an event.
  public var reader: Interval?
  /// What the kernel's statistics count in an empty program for an event: their own clock.
  public let clock: Double?
  /// What it costs more after a pause; `nil` where that was not weighed.
  public let afterPauses: PauseCosts?
  /// Where it was weighed.
  public var source: ProbeForecast.Source

  /// A price.
  public init(
    probe: String, rung: String, event: Interval, dispatch: Interval? = nil, other: Interval? = nil,
    reader: Interval? = nil, clock: Double? = nil, afterPauses: PauseCosts? = nil,
    source: ProbeForecast.Source
  ) {
    self.probe = probe
    self.rung = rung
    self.event = event
    self.dispatch = dispatch
    self.other = other
    self.reader = reader
    self.clock = clock
    self.afterPauses = afterPauses
    self.source = source
  }

  /// The price as it serves a forecast. Where an operation takes so long that the difference which the probe makes to
  /// it is lost in it, what is known better stands for it: the price of the hooks, and the time in the programs.
  ///
  /// - Parameters:
  ///   - hooks: What empty programs on the probe's hooks add to an event, in ns, if that is known by itself.
  ///   - idleShare: The share of the time in which CPUs have nothing to do, in 0 ... 1.
  /// - Returns: This price where it is known to 15 %, or nothing better is.
  public func settled(hooks: Interval?, idleShare: Double) -> ProbePrice {
    guard event.halfWidth > 0.15 * abs(event.estimate), let hooks, let afterPauses else {
      return self
    }
    var price = self
    price.dispatch = hooks
    price.event = hooks.plus(afterPauses.program(idleShare: idleShare))
    return price
  }

  /// The prices in a document.
  ///
  /// - Parameters:
  ///   - document: Of `tare measure`.
  ///   - source: What is said of it.
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
        clock: cell.afterPauses?.clock ?? cell.inside?.floorNanoseconds,
        afterPauses: cell.afterPauses, source: source)
    }
  }
}
