// SPDX-License-Identifier: Apache-2.0

/// The forecast cost of probes on a machine as it is now: the document of `tare afford`.
public struct AffordDocument: ResultDocument, Equatable {
  /// `afford`
  public static let kind = "afford"
  /// The version of the shape.
  public static let schema = 1

  /// The version of tare that counted.
  public var tareVersion: String
  /// When it began: ISO 8601 in UTC.
  public var startedAt: String
  /// `uname -r`.
  public var kernelRelease: String
  /// As `/proc/cpuinfo` has it.
  public var cpuModel: String
  /// CPUs that are online.
  public var cpuCount: Int
  /// How long events were counted, in seconds.
  public var countedSeconds: Double
  /// CPU time that counting took in each second, in ns; `nil` where the kernel could not tell.
  public var countingNanosecondsPerSecond: Double?
  /// Events that were not counted, as there were more processes than room.
  public var uncounted: UInt64
  /// One for each probe that was asked for.
  public var probes: [ProbeForecast]

  /// Makes a document.
  public init(
    tareVersion: String, startedAt: String, kernelRelease: String, cpuModel: String, cpuCount: Int,
    countedSeconds: Double, countingNanosecondsPerSecond: Double?, uncounted: UInt64,
    probes: [ProbeForecast]
  ) {
    self.tareVersion = tareVersion
    self.startedAt = startedAt
    self.kernelRelease = kernelRelease
    self.cpuModel = cpuModel
    self.cpuCount = cpuCount
    self.countedSeconds = countedSeconds
    self.countingNanosecondsPerSecond = countingNanosecondsPerSecond
    self.uncounted = uncounted
    self.probes = probes
  }
}
