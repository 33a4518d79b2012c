// SPDX-License-Identifier: Apache-2.0

/// What one event of a probe costs on one rung, by a run of `tare measure`. All in ns.
public struct ProbePrice: Hashable, Sendable {
  /// The probe's name.
  public let probe: String
  /// The rung's name.
  public let rung: String
  /// What an event adds to the process that causes it.
  public let event: Interval
  /// Of that, what an empty program on the same hooks adds.
  public let dispatch: Interval?
  /// What a system call pays that is none of its events; `nil` where there is none, or it was not weighed.
  public let other: Interval?
  /// What the reader takes for an event.
  public let reader: Interval?
  /// What the kernel's statistics count in an empty program for an event: their own clock.
  public let clock: Double?
  /// Where it was weighed.
  public let source: ProbeForecast.Source

  /// A price.
  public init(
    probe: String, rung: String, event: Interval, dispatch: Interval? = nil, other: Interval? = nil,
    reader: Interval? = nil, clock: Double? = nil, source: ProbeForecast.Source
  ) {
    self.probe = probe
    self.rung = rung
    self.event = event
    self.dispatch = dispatch
    self.other = other
    self.reader = reader
    self.clock = clock
    self.source = source
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
        clock: cell.inside?.floorNanoseconds, source: source)
    }
  }
}
