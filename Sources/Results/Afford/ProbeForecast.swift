// SPDX-License-Identifier: Apache-2.0

import Statistics

/// What one probe would cost on a machine as it is now. Rates are events in a second, costs ns of CPU time in a
/// second.
public struct ProbeForecast: Codable, Equatable, Sendable {
  /// Where the prices are from.
  public enum Source: Codable, Hashable, Sendable {
    /// This machine weighed the probe itself, at that time.
    case thisMachine(weighedAt: String)
    /// A run that came with tare, made at that place.
    case results(place: String)
  }

  /// One process's part.
  public struct Process: Codable, Hashable, Sendable {
    /// The process.
    public var pid: UInt32
    /// Its name, at most 15 bytes.
    public var comm: String
    /// Events that the probe reports.
    public var events: Double
    /// System calls that pay for its hook although it does not report them.
    public var others: Double
    /// What they add to the process.
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
  /// What one event costs the process that causes it where they follow one another, in ns.
  public var price: Interval?
  /// Events in a second that come after a millisecond or more without one on their CPU; `nil` where the price
  /// does not tell them apart.
  public var rested: Double?
  /// What such an event costs more in the mean, in ns; `nil` where there was none.
  public var restedPrice: Interval?
  /// What one other system call pays, in ns.
  public var otherPrice: Interval?
  /// What the reader takes for one event where there are many, in ns.
  public var readerPrice: Interval?
  /// What it adds to all processes.
  public var processesCost: Interval?
  /// What the reader takes.
  public var readerCost: Interval?
  /// Both together: 1e9 is one CPU.
  public var cost: Interval?
  /// The processes that would pay, the dearest first.
  public var processes: [Process] = []
  /// The probe attached for real, for comparison.
  public var verification: Verification?

  /// Makes a forecast without findings.
  public init(probe: String) { self.probe = probe }
}

/// What a probe really did on a machine.
public struct Verification: Codable, Hashable, Sendable {
  /// How long it was attached, in seconds.
  public var seconds: Double
  /// Events in a second that its hooks met meanwhile.
  public var events: Double
  /// Runs of its programs in a second.
  public var runs: Double
  /// In its programs, as the kernel counts less what its clock takes: ns of CPU time in a second.
  public var programs: Double
  /// In getting to the programs, at this machine's prices: ns of CPU time in a second.
  public var hooks: Double
  /// In the reader: ns of CPU time in a second.
  public var reader: Double
  /// The forecast for these very events over what they cost, 1 where it was right.
  public var ratio: Double

  /// All of it, in ns of CPU time in a second.
  public var cost: Double { programs + hooks + reader }

  /// The fewest events by which a forecast can be judged.
  static let fewestEvents = 10.0

  /// Whether `ratio` says something: events were met, or there is a reader, which costs without any.
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
