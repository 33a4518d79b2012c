// SPDX-License-Identifier: Apache-2.0

import Statistics

/// One probe on one rung under one workload, weighed on one kernel.
///
/// All measured fields are optional or empty, as failed and unsupported cells have none of them.
public struct Cell: Codable, Equatable, Sendable {
  /// Whose operations these are.
  public enum Role: String, Codable, Hashable, Sendable {
    /// Operations the probe watches.
    case watched
    /// Operations the probe does not watch.
    case bystander
  }

  /// Why no more loads were run.
  public enum Stopped: String, Codable, Hashable, Sendable {
    /// The interval was narrow enough.
    case width
    /// Time was up.
    case time
    /// Someone interrupted the run.
    case interrupted
  }

  /// The probe's name.
  public var probe: String
  /// The rung's name; the best that was asked for when every one was refused.
  public var rung: String
  /// The workload's name.
  public var workload: String
  /// Whose operations these are.
  public var role: Role
  /// The name of one operation: a singular noun without an article (`open`, `system call`).
  public var unit: String
  /// Whether there is a cost, and why not.
  public var verdict: CellVerdict
  /// The sittings it comes from, as indices into the document's; one, unless it sums up several.
  public var sittings: [Int] = [0]
  /// Rungs above this one, best first, that the kernel refused.
  public var refusedRungs: [RungRefusal] = []
  /// The probe's options that are not at their default.
  public var options: [String: String] = [:]
  /// Operations timed together.
  public var operationsPerSlice: Int = 0
  /// Slices in a stint, without the one thrown away after a toggle.
  public var slicesPerStint: Int = 0
  /// Events the probe sees in one operation, verified; 0 for a bystander.
  public var eventsPerOperation: Double = 0
  /// One operation under `off`, in ns.
  public var base: Interval?
  /// Each other condition against `off`.
  public var contrasts: [ConditionCost] = []
  /// `floor − off`, in ns per event.
  public var dispatch: Interval?
  /// `probe − floor`, in ns per event.
  public var program: Interval?
  /// `probe − off`, in ns per event.
  public var total: Interval?
  /// `probe − off` in ns per operation, of a bystander.
  public var bystanderCost: Interval?
  /// The noise floor of these very blocks, from comparing `off` with `off`.
  public var noiseFloor: NoiseFloor?
  /// The cost of the reader.
  public var reader: ReaderCost?
  /// The events reported against those caused.
  public var fidelity: Fidelity?
  /// The cost by the kernel's own statistics.
  public var inside: InsideCost?
  /// The additional cost of events after a pause.
  public var afterPauses: PauseCosts?
  /// The additional cost after a pause with the workload on the other CPU, where a device may
  /// report the end of its requests.
  public var afterPausesElsewhere: PauseCosts?
  /// Loads that were run.
  public var loads: Int = 0
  /// Blocks over all loads.
  public var blocks: Int = 0
  /// Stints over all blocks, with the excluded ones.
  public var stints: Int = 0
  /// Stints left out by a rule that does not look at the condition.
  public var excludedStints: Int = 0
  /// Why no more loads were run.
  public var stopped: Stopped?
  /// How long the cell took, in seconds.
  public var wallSeconds: Double = 0
  /// Every slice.
  public var raw: RawSlices = RawSlices(conditions: [])

  /// Makes a cell that holds its identity and a verdict; what was measured is set afterwards.
  public init(
    probe: String, rung: String, workload: String, role: Role, unit: String, verdict: CellVerdict
  ) {
    self.probe = probe
    self.rung = rung
    self.workload = workload
    self.role = role
    self.unit = unit
    self.verdict = verdict
  }

  /// `opensnoop/fexit/open-storm`, on every machine.
  public var id: String { "\(probe)/\(rung)/\(workload)" }

  /// The contrast of one condition with `off`.
  public func contrast(_ condition: Condition) -> ConditionCost? {
    contrasts.first { $0.condition == condition }
  }
}
