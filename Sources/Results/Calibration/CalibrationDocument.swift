// SPDX-License-Identifier: Apache-2.0

/// How well a machine can weigh, and the price of its hooks: the document of `tare calibrate`.
///
/// It keeps estimates, not slices. A section that the run did not come to is empty.
public struct CalibrationDocument: ResultDocument, Equatable {
  /// `calibration`
  public static let kind = "calibration"
  /// The version of the shape.
  public static let schema = 1

  /// The version of tare that measured.
  public var tareVersion: String
  /// When it began: ISO 8601 in UTC.
  public var startedAt: String
  /// How long it took.
  public var elapsedSeconds: Double
  /// The command line.
  public var command: [String]
  /// Where every random choice came from.
  public var seed: UInt64
  /// Whether it was the quick one.
  public var quick: Bool
  /// Whether the run was interrupted.
  public var interrupted = false
  /// The machine, as it was at the start.
  public var machine: Machine
  /// The machine's noise and the smallest effect it lets one see; `nil` where it was not looked at.
  public var noise: Calibration?
  /// The cost of an empty program at each kind of hook, for each event.
  public var hooks: [HookPrice] = []
  /// What a tracepoint on system calls adds to each system call of any process, watched or not.
  public var systemCallPath: HookPrice?
  /// Comparisons of nothing with nothing, by workload.
  public var same: [SameComparisons] = []
  /// False alarms of the stopping rule where nothing differs.
  public var stopping: DrawnRuns?
  /// The known weights.
  public var weights: KnownWeights?
  /// Small known costs: how often they were found.
  public var planted: [PlantedCost] = []
  /// How often an interval holds what it is for.
  public var coverage: [IntervalCoverage] = []
  /// One weight in several sittings.
  public var sittings: RepeatedSittings?
  /// Weighings while another load ran on purpose.
  public var disturbances: [Disturbance] = []
  /// The cost seen from outside against that counted inside, by probe.
  public var closures: [ProbeClosure] = []
  /// Processes during which this kernel runs no program; `nil` where none were looked for.
  public var blindSpots: [BlindSpot]?
  /// The requirements on the scale.
  public var lines: [CalibrationLine] = []
  /// Steps that failed, with their reasons; the others went on.
  public var failures: [String] = []

  /// Makes a document without findings.
  public init(
    tareVersion: String, startedAt: String, elapsedSeconds: Double, command: [String],
    seed: UInt64, quick: Bool, machine: Machine
  ) {
    self.tareVersion = tareVersion
    self.startedAt = startedAt
    self.elapsedSeconds = elapsedSeconds
    self.command = command
    self.seed = seed
    self.quick = quick
    self.machine = machine
  }
}
