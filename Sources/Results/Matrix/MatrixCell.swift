// SPDX-License-Identifier: Apache-2.0

/// One probe on one rung on one kernel.
public struct MatrixCell: Codable, Equatable, Sendable {
  /// Whether the probe tells the truth there.
  public enum Verdict: String, Codable, Hashable, Sendable, CaseIterable {
    /// Each event once, with the right fields.
    case exact
    /// It attaches, some events were lost, and none was wrong.
    case lossy
    /// It attaches, and some reports were wrong.
    case wrong
    /// The kernel refused it.
    case unsupported
    /// The guest or the machinery failed, so nothing is known of the probe.
    case failed

    /// Whether it fails a check: that the kernel refuses a rung does not.
    public var isFailure: Bool { self != .exact && self != .unsupported }
  }

  /// A comparison with the known truth.
  public struct Check: Codable, Hashable, Sendable {
    /// The subject of the comparison, for example `paths`.
    public var name: String
    /// Whether it was as it should be.
    public var passed: Bool
    /// The observation, for example `p50 within 16–32 ms`.
    public var detail: String?

    /// Makes a check.
    public init(name: String, passed: Bool, detail: String? = nil) {
      self.name = name
      self.passed = passed
      self.detail = detail
    }
  }

  /// The verifier's figures of one program.
  public struct ProgramFigures: Codable, Hashable, Sendable {
    /// The program's name.
    public var name: String
    /// Instructions the verifier processed; `nil` where the kernel does not say.
    public var processedInstructions: UInt64?
    /// States the verifier kept in all; `nil` where the kernel does not say.
    public var states: UInt64?
    /// How long the verifier took over it in the guest, in ms; `nil` where the kernel does not say.
    public var loadMilliseconds: Double?

    /// Makes figures.
    public init(
      name: String, processedInstructions: UInt64? = nil, states: UInt64? = nil,
      loadMilliseconds: Double? = nil
    ) {
      self.name = name
      self.processedInstructions = processedInstructions
      self.states = states
      self.loadMilliseconds = loadMilliseconds
    }
  }

  /// The probe's name.
  public var probe: String
  /// The rung's name.
  public var rung: String
  /// Whether it tells the truth there.
  public var verdict: Verdict
  /// Why the verdict is not exact; the kernel's own words where it has any.
  public var reason: String?
  /// The events reported against those caused.
  public var fidelity: Fidelity?
  /// The comparisons with the known truth.
  public var checks: [Check]
  /// The verifier's figures of each program.
  public var programs: [ProgramFigures]
  /// The cost in instructions; `nil` when it was not weighed.
  public var cost: InstructionCost?
  /// Why there is no cost although it was asked for; it does not count against the verdict.
  public var costFailure: String?
  /// The kernel's complaints while this cell ran, in order: part of the verdict.
  public var consoleFindings: [String]
  /// How long the verdict took in the guest, in seconds.
  public var elapsedSeconds: Double?

  /// Makes a cell.
  public init(
    probe: String, rung: String, verdict: Verdict, reason: String? = nil, fidelity: Fidelity? = nil,
    checks: [Check] = [], programs: [ProgramFigures] = [], cost: InstructionCost? = nil,
    costFailure: String? = nil, consoleFindings: [String] = [], elapsedSeconds: Double? = nil
  ) {
    self.probe = probe
    self.rung = rung
    self.verdict = verdict
    self.reason = reason
    self.fidelity = fidelity
    self.checks = checks
    self.programs = programs
    self.cost = cost
    self.costFailure = costFailure
    self.consoleFindings = consoleFindings
    self.elapsedSeconds = elapsedSeconds
  }

  /// `opensnoop/fexit`, on every machine. A document puts the kernel's series before it.
  public var id: String { "\(probe)/\(rung)" }
}

extension MatrixCell {
  /// Reads a cell; `consoleFindings` may be absent.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    self.init(
      probe: try container.decode(String.self, forKey: .probe),
      rung: try container.decode(String.self, forKey: .rung),
      verdict: try container.decode(Verdict.self, forKey: .verdict),
      reason: try container.decodeIfPresent(String.self, forKey: .reason),
      fidelity: try container.decodeIfPresent(Fidelity.self, forKey: .fidelity),
      checks: try container.decode([Check].self, forKey: .checks),
      programs: try container.decode([ProgramFigures].self, forKey: .programs),
      cost: try container.decodeIfPresent(InstructionCost.self, forKey: .cost),
      costFailure: try container.decodeIfPresent(String.self, forKey: .costFailure),
      consoleFindings: try container.decodeIfPresent([String].self, forKey: .consoleFindings) ?? [],
      elapsedSeconds: try container.decodeIfPresent(Double.self, forKey: .elapsedSeconds))
  }
}
