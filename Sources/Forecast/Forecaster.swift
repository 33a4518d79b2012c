// SPDX-License-Identifier: Apache-2.0

import Glibc
import Probes
import Results
import Statistics
import func Statistics.studentInterval

/// Multiplies the events of a machine by the price of an event.
struct Forecaster {
  /// The events of one process in one part of the counting.
  struct Part: Hashable, Sendable {
    /// The process's number as it is shown.
    var pid: UInt32
    /// The process's number on the machine, which is unique.
    var machinePID: UInt32
    var comm: String
    /// Events of the probe.
    var events: UInt64
    /// Events that came after a pause of a millisecond or more.
    var rested: UInt64 = 0
    /// System calls, with those that are events.
    var calls: UInt64
  }

  let price: ProbePrice
  /// Whether the rung slows down every system call.
  let isPaidByEveryCall: Bool
  /// System calls whose share is in the price of an event.
  let callsPerEvent: Double

  /// Forecasts the cost, with intervals for the different rates of the parts and for the prices.
  /// `pauses` counts the events by class of `Census.pauses`.
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
    if price.afterPauses != nil, whole > 0 {
      forecast.rested = parts.joined().reduce(0) { $0 + Double($1.rested) } / whole
      forecast.restedPrice = addedToRested(pauses)
    }
    forecast.processes = processes(
      parts.flatMap(\.self), whole, addedToRested: addedToRested(pauses) ?? .zero)
  }

  /// Forecasts the cost of a rate of events, in ns of CPU time per second, in all processes and in
  /// the reader.
  func cost(events: Double, pauses: [Double]) -> Double {
    let events = Interval(exactly: events)
    return processesCost(events, pauses).estimate + (readerCost(events)?.estimate ?? 0)
  }

  /// The cost to the processes that cause the events, in ns per second.
  private func processesCost(_ events: Interval, _ pauses: [Double]) -> Interval {
    let added = added(pauses, in: pauses.indices)
    guard events.estimate > 0 else { return events.times(price.event) }
    return events.times(price.event).plus(added.times(events.times(1 / events.estimate)))
  }

  /// The additional cost of pauses of some classes.
  private func added(_ pauses: [Double], in classes: Range<Int>) -> Interval {
    guard let costs = price.afterPauses else { return .zero }
    return classes.reduce(Interval.zero) { sum, number in
      sum.alongside(costs.programs.added(after: Self.length(ofClass: number)).times(pauses[number]))
    }
  }

  /// The mean additional cost of an event after a millisecond or more; `nil` without one.
  private func addedToRested(_ pauses: [UInt64]) -> Interval? {
    guard price.afterPauses != nil else { return nil }
    let classes = Census.firstRested..<pauses.count
    let count = pauses[classes].reduce(0) { $0 + Double($1) }
    guard count > 0 else { return nil }
    return added(pauses.map { Double($0) }, in: classes).times(1 / count)
  }

  /// The middle of a class by its logarithm, in seconds; the longest class has none.
  static func length(ofClass number: Int) -> Double { Census.pauses[number] / 2.0.squareRoot() }

  /// The reader's cost, in ns per second. It looks by itself from time to time, and most looks find
  /// nothing where events are rare.
  private func readerCost(_ events: Interval) -> Interval? {
    guard let reader = price.reader else { return nil }
    guard let looks = price.afterPauses?.looks else { return events.times(reader) }
    let full = looks.perSecond * (1 - exp(-events.estimate / looks.perSecond))
    return events.times(reader).plus(looks.full.times(full))
      .plus(looks.empty.times(looks.perSecond - full))
  }

  /// The processes that would pay, the dearest first.
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

  /// Events per second: the mean over the parts, with its 95 % interval.
  private func rate(_ counts: [Double], _ seconds: Double) -> Interval {
    let rates = counts.map { $0 / seconds }
    guard let known = studentInterval(rates) else { return Interval(exactly: rates.first ?? 0) }
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
