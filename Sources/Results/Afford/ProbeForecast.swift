// SPDX-License-Identifier: Apache-2.0

import Statistics

/// The forecast cost of one probe on a machine as it is now. Rates are events in a second, costs
/// are ns of CPU time in a second.
public struct ProbeForecast: Codable, Equatable, Sendable {
  /// Where the prices are from.
  public enum Source: Codable, Hashable, Sendable {
    /// This machine weighed the probe itself, at that time.
    case thisMachine(weighedAt: String)
    /// A run that came with tare, made at that place.
    case results(place: String)
  }

  /// One process's share of the cost.
  public struct Process: Codable, Hashable, Sendable {
    /// The process.
    public var pid: UInt32
    /// Its name, at most 15 bytes.
    public var comm: String
    /// Events that the probe reports.
    public var events: Double
    /// System calls that pay for its hook although it does not report them.
    public var others: Double
    /// The cost that the probe adds to the process.
    public var cost: Interval

    /// Makes a part.
    public init(pid: UInt32, comm: String, events: Double, others: Double, cost: Interval) {
      self.pid = pid
      self.comm = comm
      self.events = events
      self.others = others
      self.cost = cost
    }
  }

  /// The probe's name.
  public var probe: String
  /// The rung it would take here; `nil` where it has no price on any that the kernel allows.
  public var rung: String?
  /// Why there is no forecast.
  public var failure: String?
  /// Where the prices are from.
  public var source: Source?
  /// Events that the probe reports.
  public var events: Interval?
  /// System calls that pay for its hook although it does not report them.
  public var others: Interval?
  /// The cost of one event to the process that causes it, where events follow one another, in ns.
  public var price: Interval?
  /// Events in a second that come after a millisecond or more without one on their CPU; `nil` where
  /// the price does not tell them apart.
  public var rested: Double?
  /// The mean additional cost of such a rested event, in ns; `nil` where there was none.
  public var restedPrice: Interval?
  /// The cost of the hook to a system call that the probe does not report, in ns.
  public var otherPrice: Interval?
  /// The reader's CPU time for one event where there are many, in ns.
  public var readerPrice: Interval?
  /// The cost to all processes together.
  public var processesCost: Interval?
  /// The reader's CPU time.
  public var readerCost: Interval?
  /// The processes and the reader together: 1e9 is one CPU.
  public var cost: Interval?
  /// The processes that would pay, the dearest first.
  public var processes: [Process] = []
  /// The probe attached for real, for comparison.
  public var verification: Verification?

  /// Makes a forecast without findings.
  public init(probe: String) { self.probe = probe }
}

/// The measured cost of a probe that was attached to a machine.
public struct Verification: Codable, Hashable, Sendable {
  /// How long it was attached, in seconds.
  public var seconds: Double
  /// Events in a second that its hooks met meanwhile.
  public var events: Double
  /// Runs of its programs in a second.
  public var runs: Double
  /// Time in its programs by the kernel's count, less the count's own clock: ns in a second.
  public var programs: Double
  /// Time to reach the programs, at this machine's prices: ns of CPU time in a second.
  public var hooks: Double
  /// Time in the reader: ns of CPU time in a second.
  public var reader: Double
  /// The forecast for these very events over what they cost, 1 where it was right.
  public var ratio: Double

  /// The whole cost, in ns of CPU time in a second.
  public var cost: Double { programs + hooks + reader }

  /// The fewest events by which a forecast can be judged.
  static let fewestEvents = 10.0

  /// Whether `ratio` is meaningful: events were met, or a reader ran, which costs without any.
  public var isTelling: Bool { events * seconds >= Self.fewestEvents || reader > 0 }

  /// Makes a verification.
  public init(
    seconds: Double, events: Double, runs: Double, programs: Double, hooks: Double, reader: Double,
    ratio: Double
  ) {
    self.seconds = seconds
    self.events = events
    self.runs = runs
    self.programs = programs
    self.hooks = hooks
    self.reader = reader
    self.ratio = ratio
  }
}
