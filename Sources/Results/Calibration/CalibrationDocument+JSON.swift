// SPDX-License-Identifier: Apache-2.0

extension CalibrationDocument: ResultDocument {
  private enum Key: String, CodingKey {
    case schema, kind, tareVersion, startedAt, elapsedSeconds, command, seed, quick, interrupted
    case machine, noise, hooks, systemCallPath, same, stopping, weights, planted, coverage, sittings
    case disturbances, closures, blindSpots, lines, failures
  }

  /// Reads a document of this schema.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    self.init(
      tareVersion: try container.decode(String.self, forKey: .tareVersion),
      startedAt: try container.decode(String.self, forKey: .startedAt),
      elapsedSeconds: try container.decode(Double.self, forKey: .elapsedSeconds),
      command: try container.decode([String].self, forKey: .command),
      seed: try container.decode(UInt64.self, forKey: .seed),
      quick: try container.decode(Bool.self, forKey: .quick),
      machine: try container.decode(Machine.self, forKey: .machine))
    interrupted = try container.decode(Bool.self, forKey: .interrupted)
    noise = try container.decodeIfPresent(Calibration.self, forKey: .noise)
    hooks = try container.decode([HookPrice].self, forKey: .hooks)
    systemCallPath = try container.decodeIfPresent(HookPrice.self, forKey: .systemCallPath)
    same = try container.decode([SameComparisons].self, forKey: .same)
    stopping = try container.decodeIfPresent(DrawnRuns.self, forKey: .stopping)
    weights = try container.decodeIfPresent(KnownWeights.self, forKey: .weights)
    planted = try container.decode([PlantedCost].self, forKey: .planted)
    coverage = try container.decode([IntervalCoverage].self, forKey: .coverage)
    sittings = try container.decodeIfPresent(RepeatedSittings.self, forKey: .sittings)
    disturbances = try container.decode([Disturbance].self, forKey: .disturbances)
    closures = try container.decode([ProbeClosure].self, forKey: .closures)
    blindSpots = try container.decodeIfPresent([BlindSpot].self, forKey: .blindSpots)
    lines = try container.decode([CalibrationLine].self, forKey: .lines)
    failures = try container.decode([String].self, forKey: .failures)
  }

  /// Writes the document.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(Self.schema, forKey: .schema)
    try container.encode(Self.kind, forKey: .kind)
    try container.encode(tareVersion, forKey: .tareVersion)
    try container.encode(startedAt, forKey: .startedAt)
    try container.encode(elapsedSeconds, forKey: .elapsedSeconds)
    try container.encode(command, forKey: .command)
    try container.encode(seed, forKey: .seed)
    try container.encode(quick, forKey: .quick)
    try container.encode(interrupted, forKey: .interrupted)
    try container.encode(machine, forKey: .machine)
    try container.encodeIfPresent(noise, forKey: .noise)
    try container.encode(hooks, forKey: .hooks)
    try container.encodeIfPresent(systemCallPath, forKey: .systemCallPath)
    try container.encode(same, forKey: .same)
    try container.encodeIfPresent(stopping, forKey: .stopping)
    try container.encodeIfPresent(weights, forKey: .weights)
    try container.encode(planted, forKey: .planted)
    try container.encode(coverage, forKey: .coverage)
    try container.encodeIfPresent(sittings, forKey: .sittings)
    try container.encode(disturbances, forKey: .disturbances)
    try container.encode(closures, forKey: .closures)
    try container.encodeIfPresent(blindSpots, forKey: .blindSpots)
    try container.encode(lines, forKey: .lines)
    try container.encode(failures, forKey: .failures)
  }
}
