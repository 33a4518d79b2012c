// SPDX-License-Identifier: Apache-2.0

/// The CPU time that a probe took over a stretch of time, in nanoseconds on all CPUs together.
public struct ProbeCost: Hashable, Sendable {
  /// The length of the stretch, in nanoseconds.
  public var length: Double = 0
  /// Events that the probe's hooks met.
  public var events: Double = 0
  /// Time in the probe's programs.
  public var programs: Double = 0
  /// Time in the kernel's hooks, on the way to the programs.
  public var hooks: Double = 0
  /// Time in this process, which reads what the programs report.
  public var reader: Double = 0

  /// The time in programs, hooks and reader.
  public var total: Double { programs + hooks + reader }

  /// The cost as a multiple of a budget: above 1 it is over; 0 an event where there were no events.
  func load(of budget: Budget) -> Double {
    switch budget {
    case .processor(let fraction): length > 0 ? total / length / fraction : 0
    case .event(let nanoseconds): events > 0 ? total / events / nanoseconds : 0
    }
  }

  /// The cost over a stretch that is longer by a factor.
  func scaled(by factor: Double) -> ProbeCost {
    ProbeCost(
      length: length * factor, events: events * factor, programs: programs * factor,
      hooks: hooks * factor, reader: reader * factor)
  }

  static func += (sum: inout ProbeCost, more: ProbeCost) {
    sum.length += more.length
    sum.events += more.events
    sum.programs += more.programs
    sum.hooks += more.hooks
    sum.reader += more.reader
  }

  /// The total in the unit of a budget: `3.2 % of a CPU`, `817 ns an event`.
  public func text(in budget: Budget) -> String {
    switch budget {
    case .processor: "\(part(total, in: budget)) of a CPU"
    case .event: "\(part(total, in: budget)) an event"
    }
  }

  /// The cost by component: `kernel side 2.8 %, this process 0.4 %`. Programs and hooks are
  /// added up: the one is read here, the other was measured elsewhere.
  public func parts(in budget: Budget) -> String {
    "kernel side \(part(programs + hooks, in: budget)), this process \(part(reader, in: budget))"
  }

  private func part(_ nanoseconds: Double, in budget: Budget) -> String {
    switch budget {
    case .processor: "\(shortText(length > 0 ? nanoseconds / length * 100 : 0)) %"
    case .event: "\(shortText(events > 0 ? nanoseconds / events : 0)) ns"
    }
  }
}
