// SPDX-License-Identifier: Apache-2.0

import Glibc
import Probes
import Results
import Statistics
import func Statistics.studentInterval

/// Multiplies what happens on a machine by what it would cost.
struct Forecaster {
  /// What one process did in one part of the counting.
  struct Part: Hashable, Sendable {
    /// The process's number as it is shown.
    var pid: UInt32
    /// The machine's own number of it, by which no two are the same.
    var machinePID: UInt32
    var comm: String
    /// Events of the probe.
    var events: UInt64
    /// Of these, the ones that came after a pause of a millisecond or more.
    var rested: UInt64 = 0
    /// System calls, those among them that are events too.
    var calls: UInt64
  }

  let price: ProbePrice
  /// Whether the rung makes every system call dearer.
  let isPaidByEveryCall: Bool
  /// System calls whose share is in the price of an event.
  let callsPerEvent: Double

  /// What the processes would pay, and how far that can be trusted: the rates of the parts differ, and the prices
  /// have intervals.
  ///
  /// - Parameters:
  ///   - parts: What each process did in each part of equal length.
  ///   - pauses: How many of all events came after a pause of each class of `Census.pauses`.
  ///   - seconds: The length of one part.
  ///   - forecast: Where the figures go.
  func forecast(
    _ parts: [[Part]], pauses: [UInt64], seconds: Double, into forecast: inout ProbeForecast
  ) {
    let whole = Double(parts.count) * seconds
    let events = rate(parts.map { $0.reduce(0) { $0 + Double($1.events) } }, seconds)
    let others = rate(parts.map { $0.reduce(0) { $0 + self.others($1) } }, seconds)
    forecast.rung = price.rung
    forecast.source = price.source
    forecast.events = events
    forecast.price = price.event
    forecast.readerPrice = price.reader
    let paid = processesCost(events, pauses.map { whole > 0 ? Double($0) / whole : 0 })
    if isPaidByEveryCall, let other = price.other {
      forecast.others = others
      forecast.otherPrice = other
      forecast.processesCost = paid.plus(others.times(other)).fromZero
    } else {
      forecast.processesCost = paid.fromZero
    }
    forecast.readerCost = readerCost(events)?.fromZero
    forecast.cost = forecast.processesCost?.plus(forecast.readerCost ?? .zero).fromZero
    let rested = parts.joined().reduce(0) { $0 + Double($1.rested) }
    if price.afterPauses != nil, whole > 0 {
      forecast.rested = rested / whole
      forecast.restedPrice = addedToRested(pauses)
    }
    forecast.processes = processes(
      parts.flatMap(\.self), whole, addedToRested: addedToRested(pauses) ?? .zero)
  }

  /// What so many events in a second would cost, in ns of CPU time in a second, in all processes and in the reader.
  ///
  /// - Parameters:
  ///   - events: Events in a second.
  ///   - pauses: Of these, those after a pause of each class.
  /// - Returns: The estimate.
  func cost(events: Double, pauses: [Double]) -> Double {
    let events = Interval(exactly: events)
    return processesCost(events, pauses).estimate + (readerCost(events)?.estimate ?? 0)
  }

  /// In the processes that cause the events, in ns in a second.
  private func processesCost(_ events: Interval, _ pauses: [Double]) -> Interval {
    let added = added(pauses, in: pauses.indices)
    guard events.estimate > 0 else { return events.times(price.event) }
    return events.times(price.event).plus(added.times(events.times(1 / events.estimate)))
  }

  /// What pauses of some classes add in all.
  private func added(_ pauses: [Double], in classes: Range<Int>) -> Interval {
    guard let costs = price.afterPauses else { return .zero }
    return classes.reduce(Interval.zero) { sum, number in
      sum.alongside(costs.programs.added(after: Self.length(ofClass: number)).times(pauses[number]))
    }
  }

  /// What an event costs more that came after a millisecond or more, in the mean; `nil` where there was none.
  private func addedToRested(_ pauses: [UInt64]) -> Interval? {
    guard price.afterPauses != nil else { return nil }
    let classes = Census.firstRested..<pauses.count
    let count = pauses[classes].reduce(0) { $0 + Double($1) }
    guard count > 0 else { return nil }
    return added(pauses.map { Double($0) }, in: classes).times(1 / count)
  }

  /// The middle of a class by its logarithm, in seconds; the longest class has none.
  static func length(ofClass number: Int) -> Double {
    Census.pauses[number] / 2.0.squareRoot()
  }

  /// In the reader, in ns in a second. It looks by itself from time to time, and most looks find nothing where
  /// events are rare and each comes by itself.
  private func readerCost(_ events: Interval) -> Interval? {
    guard let reader = price.reader else { return nil }
    guard let looks = price.afterPauses?.looks else { return events.times(reader) }
    let full = looks.perSecond * (1 - exp(-events.estimate / looks.perSecond))
    return events.times(reader).plus(looks.full.times(full))
      .plus(looks.empty.times(looks.perSecond - full))
  }

  /// Each process, the dearest first; those that would pay nothing are not among them.
  private func processes(
    _ parts: [Part], _ seconds: Double, addedToRested: Interval
  ) -> [ProbeForecast.Process] {
    guard seconds > 0 else { return [] }
    let sums = parts.reduce(into: [UInt32: Part]()) { sums, part in
      sums[part.machinePID, default: part.withoutEvents].add(part)
    }
    return sums.values.map { part in
      let events = Double(part.events) / seconds, others = others(part) / seconds
      return ProbeForecast.Process(
        pid: part.pid, comm: part.comm, events: events, others: others,
        cost: price.event.times(events).plus((price.other ?? .zero).times(others))
          .plus(addedToRested.times(Double(part.rested) / seconds)).fromZero)
    }
    .filter { $0.events > 0 || $0.others > 0 }
    .sorted { ($1.cost.estimate, $0.pid) < ($0.cost.estimate, $1.pid) }
  }

  private func others(_ part: Part) -> Double {
    guard isPaidByEveryCall, price.other != nil else { return 0 }
    return max(0, Double(part.calls) - (Double(part.events) * callsPerEvent))
  }

  /// Events in a second: the mean over the parts, and the 95 % interval of their mean.
  private func rate(_ counts: [Double], _ seconds: Double) -> Interval {
    let rates = counts.map { $0 / seconds }
    guard let known = studentInterval(rates) else {
      return Interval(exactly: rates.first ?? 0)
    }
    return Interval(estimate: known.estimate, low: max(0, known.low), high: known.high)
  }
}

extension Forecaster.Part {
  fileprivate var withoutEvents: Self {
    Self(pid: pid, machinePID: machinePID, comm: comm, events: 0, calls: 0)
  }

  /// Adds what the process did later, when it may have had another name.
  fileprivate mutating func add(_ other: Self) {
    comm = other.comm
    events += other.events
    rested += other.rested
    calls += other.calls
  }
}
