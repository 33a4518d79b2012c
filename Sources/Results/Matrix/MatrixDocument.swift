// SPDX-License-Identifier: Apache-2.0

/// The document of `tare matrix`: every probe on every rung, kernel by kernel.
public struct MatrixDocument: ResultDocument, Equatable {
  /// The machine that the guests ran on. No verdict and no count depends on it.
  public struct Host: Codable, Hashable, Sendable {
    /// The machinery that ran the guest's instructions.
    public enum Accelerator: String, Codable, Hashable, Sendable {
      /// QEMU's own translation.
      case tcg
      /// The host's CPU.
      case kvm
    }

    /// The model as `/proc/cpuinfo` has it.
    public var cpuModel: String
    /// CPUs online.
    public var cpuCount: Int
    /// `uname -r`.
    public var kernelRelease: String
    /// The line with which QEMU states its version.
    public var emulator: String
    /// The accelerator for verdicts; instructions are always counted under TCG.
    public var accelerator: Accelerator
    /// Guests that ran at a time.
    public var guestsAtATime: Int

    /// Makes a description of a host.
    public init(
      cpuModel: String, cpuCount: Int, kernelRelease: String, emulator: String,
      accelerator: Accelerator, guestsAtATime: Int
    ) {
      self.cpuModel = cpuModel
      self.cpuCount = cpuCount
      self.kernelRelease = kernelRelease
      self.emulator = emulator
      self.accelerator = accelerator
      self.guestsAtATime = guestsAtATime
    }
  }

  /// Where the time of the run went, in seconds summed over guests, some of which ran side by side.
  public struct Split: Codable, Hashable, Sendable {
    /// From a guest's start to its first line.
    public var bootSeconds: Double
    /// Verdicts.
    public var verdictSeconds: Double
    /// Costs.
    public var costSeconds: Double
    /// The time that the kernels take to boot with nothing to do; `nil` when it was not timed.
    public var bareBootSeconds: Double?

    /// Makes a split.
    public init(
      bootSeconds: Double, verdictSeconds: Double, costSeconds: Double,
      bareBootSeconds: Double? = nil
    ) {
      self.bootSeconds = bootSeconds
      self.verdictSeconds = verdictSeconds
      self.costSeconds = costSeconds
      self.bareBootSeconds = bareBootSeconds
    }
  }

  /// The version of the document's shape that this code reads and writes.
  public static let schema = 1
  /// `matrix`
  public static let kind = "matrix"

  /// The version of tare that ran.
  public var tareVersion: String
  /// When it began: ISO 8601 in UTC, `2026-03-01T12:00:00Z`.
  public var startedAt: String
  /// How long it took, in seconds.
  public var elapsedSeconds: Double
  /// The command line.
  public var command: [String]
  /// The machine that the guests ran on.
  public var host: Host
  /// Where the time went.
  public var split: Split
  /// The kernels, by series, each series once.
  public internal(set) var kernels: [KernelRun]
  /// Whether the run was interrupted; what was finished is here.
  public var interrupted: Bool

  /// Makes a document.
  ///
  /// - Parameters:
  ///   - tareVersion: The version of tare that ran.
  ///   - startedAt: When it began, ISO 8601 in UTC.
  ///   - elapsedSeconds: How long it took.
  ///   - command: The command line.
  ///   - host: The machine that the guests ran on.
  ///   - split: Where the time went.
  ///   - kernels: In any order. A series that comes again gets a number (`6.12#2`), so that the
  ///     ids of its cells are its own.
  ///   - interrupted: Whether the run was interrupted.
  public init(
    tareVersion: String, startedAt: String, elapsedSeconds: Double, command: [String], host: Host,
    split: Split, kernels: [KernelRun], interrupted: Bool = false
  ) {
    self.tareVersion = tareVersion
    self.startedAt = startedAt
    self.elapsedSeconds = elapsedSeconds
    self.command = command
    self.host = host
    self.split = split
    self.kernels = []
    self.interrupted = interrupted
    for var kernel in kernels {
      let series = kernel.series
      var number = 1
      while self.kernel(kernel.series) != nil {
        number += 1
        kernel.series = "\(series)#\(number)"
      }
      self.kernels.append(kernel)
    }
    self.kernels.sort(by: KernelRun.isOlder)
  }

  /// Returns the document with its kernels by series.
  ///
  /// - Throws: `malformed` where a series comes twice.
  public func checked() throws(ResultsError) -> MatrixDocument {
    guard Set(kernels.map(\.series)).count == kernels.count else {
      throw .malformed(field: "kernels", reason: "a series is there twice")
    }
    var document = self
    document.kernels.sort(by: KernelRun.isOlder)
    return document
  }

  /// The kernel of that series.
  public func kernel(_ series: String) -> KernelRun? { kernels.first { $0.series == series } }

  /// Whether a cell is lossy, wrong or failed, or a whole kernel failed.
  public var hasFailures: Bool {
    kernels.contains { $0.failure != nil || $0.cells.contains { $0.verdict.isFailure } }
  }

  /// `6.12/opensnoop/fexit`, on every machine.
  public static func id(_ cell: MatrixCell, on kernel: KernelRun) -> String {
    "\(kernel.series)/\(cell.id)"
  }
}
