// SPDX-License-Identifier: Apache-2.0

/// What a probe has cost over some time. All costs are nanoseconds of CPU time, on all CPUs together.
struct Cost: Hashable {
  /// The time it is about, in nanoseconds.
  var length: Double = 0
  /// Events that the probe's hooks met.
  var events: Double = 0
  /// In the probe's programs.
  var programs: Double = 0
  /// In getting to them.
  var hooks: Double = 0
  /// In this process, which reads what they report.
  var reader: Double = 0

  var total: Double { programs + hooks + reader }

  /// The cost as a multiple of a budget: above 1 it is over. Where nothing happened, nothing is paid for an
  /// event.
  func load(of budget: Budget) -> Double {
    switch budget {
    case .processor(let fraction): length > 0 ? total / length / fraction : 0
    case .event(let nanoseconds): events > 0 ? total / events / nanoseconds : 0
    }
  }

  /// The same cost over a time so many times as long.
  func scaled(by factor: Double) -> Cost {
    Cost(
      length: length * factor, events: events * factor, programs: programs * factor,
      hooks: hooks * factor, reader: reader * factor)
  }

  static func += (sum: inout Cost, more: Cost) {
    sum.length += more.length
    sum.events += more.events
    sum.programs += more.programs
    sum.hooks += more.hooks
    sum.reader += more.reader
  }

  /// In the unit of a budget: `3.2 % of a CPU`, `817 ns an event`.
  func text(in budget: Budget) -> String {
    switch budget {
    case .processor: "\(part(total, in: budget)) of a CPU"
    case .event: "\(part(total, in: budget)) an event"
    }
  }

  /// What of it is what: `kernel side 2.8 %, this process 0.4 %`. Programs and hooks apart would promise more
  /// than is known: one is read here, the other was measured elsewhere.
  func parts(in budget: Budget) -> String {
    "kernel side \(part(programs + hooks, in: budget)), this process \(part(reader, in: budget))"
  }

  private func part(_ nanoseconds: Double, in budget: Budget) -> String {
    switch budget {
    case .processor: "\(shortText(length > 0 ? nanoseconds / length * 100 : 0)) %"
    case .event: "\(shortText(events > 0 ? nanoseconds / events : 0)) ns"
    }
  }
}

/// The cost in a stretch of time, as it was found out.
struct CostReading: Hashable {
  /// When the stretch began, in nanoseconds of CLOCK_MONOTONIC.
  var begin: UInt64
  /// When it ended.
  var end: UInt64
  /// The cost of the stretch.
  var cost: Cost

  /// The cost since an earlier time, with the cost of the stretch, for each nanosecond, taken for that of the time
  /// before it.
  ///
  /// - Parameter start: In nanoseconds of CLOCK_MONOTONIC.
  /// - Returns: No cost where the stretch has no length.
  func standing(since start: UInt64) -> Cost {
    guard cost.length > 0 else { return Cost() }
    return cost.scaled(by: Double(end - min(start, begin)) / cost.length)
  }
}
