// SPDX-License-Identifier: Apache-2.0

import Results
import func Statistics.studentInterval

/// Multiplies what happens on a machine by what it would cost.
struct Forecaster {
  /// What one process did in one part of the counting.
  struct Part: Hashable, Sendable {
    var pid: UInt32
    var comm: String
    /// Events of the probe.
    var events: UInt64
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
  ///   - seconds: The length of one part.
  ///   - forecast: Where the figures go.
  func forecast(_ parts: [[Part]], seconds: Double, into forecast: inout ProbeForecast) {
    let events = rate(parts.map { $0.reduce(0) { $0 + Double($1.events) } }, seconds)
    let others = rate(parts.map { $0.reduce(0) { $0 + self.others($1) } }, seconds)
    forecast.rung = price.rung
    forecast.source = price.source
    forecast.events = events
    forecast.price = price.event
    forecast.readerPrice = price.reader
    let paid = events.times(price.event)
    if isPaidByEveryCall, let other = price.other {
      forecast.others = others
      forecast.otherPrice = other
      forecast.processesCost = paid.plus(others.times(other))
    } else {
      forecast.processesCost = paid
    }
    forecast.readerCost = price.reader.map { events.times($0) }
    forecast.cost = forecast.processesCost?.plus(forecast.readerCost ?? .zero)
    forecast.processes = processes(parts.flatMap(\.self), Double(parts.count) * seconds)
  }

  /// Each process, the dearest first; those that would pay nothing are not among them.
  private func processes(_ parts: [Part], _ seconds: Double) -> [ProbeForecast.Process] {
    guard seconds > 0 else { return [] }
    let sums = parts.reduce(into: [UInt32: Part]()) { sums, part in
      sums[part.pid, default: Part(pid: part.pid, comm: part.comm, events: 0, calls: 0)].add(part)
    }
    return sums.values.map { part in
      let events = Double(part.events) / seconds, others = others(part) / seconds
      return ProbeForecast.Process(
        pid: part.pid, comm: part.comm, events: events, others: others,
        cost: price.event.times(events).plus((price.other ?? .zero).times(others)))
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
      let only = rates.first ?? 0
      return Interval(estimate: only, low: only, high: only)
    }
    return Interval(estimate: known.estimate, low: max(0, known.low), high: known.high)
  }
}

extension Forecaster.Part {
  fileprivate mutating func add(_ other: Self) {
    events += other.events
    calls += other.calls
  }
}
