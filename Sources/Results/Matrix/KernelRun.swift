// SPDX-License-Identifier: Apache-2.0

/// One kernel of a matrix: how it booted, and each cell and hook on it.
public struct KernelRun: Equatable, Sendable {
  /// The first two numbers of the version, `6.12`, with the flavour where it is not the cloud's,
  /// `6.12-rt-amd64`; unique in a document.
  public var series: String
  /// `uname -r` in the guest, or what the image says; `nil` when neither could be read.
  public var release: String?
  /// `uname -v` in the guest: the build; `nil` when it did not come so far.
  public var build: String?
  /// Where it comes from: package and version, or the file.
  public var origin: String
  /// When its first guest was started: ISO 8601 in UTC.
  public var startedAt: String
  /// Why the kernel did not boot, hung or panicked; `nil` when it did not.
  public var failure: String?
  /// Why a boot that was to weigh failed; the verdicts stay good.
  public var costFailure: String?
  /// The last lines of the console; `nil` unless something failed.
  public var consoleEnd: String?
  /// The kernel's complaints: panic, oops, BUG, WARN and lockdep lines, in order.
  public var consoleFindings: [String]
  /// From the start of the guest to its first line, in seconds.
  public var bootSeconds: Double?
  /// The most memory the emulator held, in bytes.
  public var memoryBytes: UInt64?
  /// One cell a probe and rung, the rungs of a probe in the order of its ladder.
  public var cells: [MatrixCell]
  /// An empty program on each kind of hook.
  public var hooks: [MatrixHook]
  /// The bystander operation (`getppid`) with nothing attached, in guest instructions.
  public var base: Double?
  /// Each boot, which shows where the time of this kernel went.
  public var guests: [GuestRun]

  /// Makes a run that holds the kernel's identity; what was found is set afterwards.
  public init(
    series: String, release: String? = nil, build: String? = nil, origin: String, startedAt: String,
    failure: String? = nil, costFailure: String? = nil, consoleEnd: String? = nil,
    consoleFindings: [String] = [], bootSeconds: Double? = nil, memoryBytes: UInt64? = nil,
    cells: [MatrixCell] = [], hooks: [MatrixHook] = [], base: Double? = nil, guests: [GuestRun] = []
  ) {
    self.series = series
    self.release = release
    self.build = build
    self.origin = origin
    self.startedAt = startedAt
    self.failure = failure
    self.costFailure = costFailure
    self.consoleEnd = consoleEnd
    self.consoleFindings = consoleFindings
    self.bootSeconds = bootSeconds
    self.memoryBytes = memoryBytes
    self.cells = cells
    self.hooks = hooks
    self.base = base
    self.guests = guests
  }

  /// The first rung of the probe's ladder whose verdict is exact; `nil` when none is.
  public func bestRung(of probe: String) -> String? {
    cells.first { $0.probe == probe && $0.verdict == .exact }?.rung
  }

  /// The cell of that probe and rung.
  public func cell(_ id: String) -> MatrixCell? { cells.first { $0.id == id } }

  /// The cost of an empty program on that kind of hook.
  public func hook(_ name: String) -> MatrixHook? { hooks.first { $0.hook == name } }

  /// Whether anything was weighed on this kernel, as opposed to judged.
  public var hasCosts: Bool { !hooks.isEmpty || cells.contains { $0.cost != nil } }

  /// Whether costs were asked for on this kernel, whether or not they came.
  public var wasToBeWeighed: Bool {
    hasCosts || costFailure != nil || cells.contains { $0.costFailure != nil }
      || guests.contains { $0.purpose == .instructions }
  }

  /// By the numbers of the series: 5.10 comes after 5.9; what has no number comes last.
  public static func isOlder(_ one: KernelRun, than other: KernelRun) -> Bool {
    let (mine, theirs) = (numbers(one.series), numbers(other.series))
    guard mine == theirs else {
      guard !mine.isEmpty, !theirs.isEmpty else { return theirs.isEmpty }
      return mine.lexicographicallyPrecedes(theirs)
    }
    return one.series < other.series
  }

  private static func numbers(_ series: String) -> [UInt64] {
    series.split { !$0.isASCII || !$0.isNumber }.compactMap { UInt64($0) }
  }
}

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
