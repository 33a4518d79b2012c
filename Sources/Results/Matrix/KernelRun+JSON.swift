// SPDX-License-Identifier: Apache-2.0

extension KernelRun: Codable {
  private enum Key: String, CodingKey {
    case series, release, build, origin, startedAt, failure, costFailure, consoleEnd
    case consoleFindings, bootSeconds, memoryBytes, cells, hooks, base, guests, bestRungs
  }

  /// Reads a run; which rungs are best follows from its cells.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    let cells = try container.decode([MatrixCell].self, forKey: .cells)
    guard Set(cells.map(\.id)).count == cells.count else {
      throw DecodingError.dataCorruptedError(
        forKey: .cells, in: container, debugDescription: "a probe's rung is there twice")
    }
    self.init(
      series: try container.decode(String.self, forKey: .series),
      release: try container.decodeIfPresent(String.self, forKey: .release),
      build: try container.decodeIfPresent(String.self, forKey: .build),
      origin: try container.decode(String.self, forKey: .origin),
      startedAt: try container.decode(String.self, forKey: .startedAt),
      failure: try container.decodeIfPresent(String.self, forKey: .failure),
      costFailure: try container.decodeIfPresent(String.self, forKey: .costFailure),
      consoleEnd: try container.decodeIfPresent(String.self, forKey: .consoleEnd),
      consoleFindings: try container.decode([String].self, forKey: .consoleFindings),
      bootSeconds: try container.decodeIfPresent(Double.self, forKey: .bootSeconds),
      memoryBytes: try container.decodeIfPresent(UInt64.self, forKey: .memoryBytes), cells: cells,
      hooks: try container.decode([MatrixHook].self, forKey: .hooks),
      base: try container.decodeIfPresent(Double.self, forKey: .base),
      guests: try container.decodeIfPresent([GuestRun].self, forKey: .guests) ?? [])
  }

  /// Writes the run, and which rung of each probe is best.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(series, forKey: .series)
    try container.encodeIfPresent(release, forKey: .release)
    try container.encodeIfPresent(build, forKey: .build)
    try container.encode(origin, forKey: .origin)
    try container.encode(startedAt, forKey: .startedAt)
    try container.encodeIfPresent(failure, forKey: .failure)
    try container.encodeIfPresent(costFailure, forKey: .costFailure)
    try container.encodeIfPresent(consoleEnd, forKey: .consoleEnd)
    try container.encode(consoleFindings, forKey: .consoleFindings)
    try container.encodeIfPresent(bootSeconds, forKey: .bootSeconds)
    try container.encodeIfPresent(memoryBytes, forKey: .memoryBytes)
    try container.encode(cells, forKey: .cells)
    try container.encode(hooks, forKey: .hooks)
    try container.encodeIfPresent(base, forKey: .base)
    try container.encode(guests, forKey: .guests)
    var bestRungs: [String: String] = [:]
    for cell in cells { bestRungs[cell.probe] = bestRung(of: cell.probe) }
    try container.encode(bestRungs, forKey: .bestRungs)
  }
}
