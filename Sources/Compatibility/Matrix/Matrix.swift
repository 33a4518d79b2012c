// SPDX-License-Identifier: Apache-2.0

import Glibc
import Kernels
import Results
import Synchronization
import Weighing

/// Boots kernels and fills their cells: every probe on every rung it has.
public struct Matrix: Sendable {
  /// What to do on each kernel.
  public struct Options: Sendable {
    /// The probes; all their rungs are tried.
    public var probes: [WeighedProbe] = WeighedProbe.all
    /// Whether to weigh in guest instructions too.
    public var withCosts = true
    /// Boots that weigh; what they differ by is shown.
    public var boots = 2
    /// Whether to weigh also with KASLR, mitigations, another CPU model and a larger initramfs.
    public var perturb = false
    /// A folder that each guest's console is kept in; `nil` for none.
    public var consoles: String?
    /// Guests at a time.
    public var jobs: Int?
    /// How guests for verdicts run.
    public var accelerator = GuestMachine.Accelerator.tcg
    /// The command line, for the document.
    public var command: [String] = []
    /// Where the initramfs and the disk are made.
    public var workFolder = "/tmp"

    /// The defaults.
    public init() {}
  }

  private let options: Options
  private let isInterrupted: @Sendable () -> Bool
  private let report: @Sendable (String) -> Void

  /// A matrix.
  ///
  /// - Parameters:
  ///   - options: What to do.
  ///   - isInterrupted: Whether the user asked to end.
  ///   - report: Told a line as each guest is done, on any thread.
  public init(
    _ options: Options, isInterrupted: @escaping @Sendable () -> Bool,
    report: @escaping @Sendable (String) -> Void
  ) {
    self.options = options
    self.isInterrupted = isInterrupted
    self.report = report
  }

  /// Boots every kernel for its verdicts and, if asked to, for its costs.
  ///
  /// A kernel that does not boot, or a guest that dies on the way, is a failure of its own cells; the others
  /// go on.
  /// - Throws: What keeps every guest from being started.
  public func run(_ kernels: [Kernel]) throws(KernelsError) -> MatrixDocument {
    let clock = ContinuousClock()
    let start = clock.now
    let startedAt = Timestamp.now()
    let kit = try GuestKit(probes: options.probes, folder: options.workFolder)
    let visits = kernels.flatMap { kernel in
      [Visit(kernel: kernel, purpose: .verdicts)]
        + (options.withCosts
          ? (0..<options.boots).map { Visit(kernel: kernel, purpose: .costs(boot: $0)) } : [])
    }
    let pool = GuestPool(jobs: options.jobs)
    let outcomes = pool.run(visits) { visit in
      let outcome = GuestVisit(
        visit, kit: kit, options: options, isInterrupted: isInterrupted
      ).run()
      report(outcome.line)
      return outcome
    }
    let runs = kernels.map { kernel in
      KernelSummary(
        kernel: kernel, outcomes: outcomes.filter { $0.visit.kernel == kernel },
        startedAt: startedAt
      ).run
    }
    return MatrixDocument(
      tareVersion: Version.current, startedAt: startedAt,
      elapsedSeconds: (clock.now - start).inSeconds, command: options.command,
      host: try host(guests: pool.jobs),
      split: split(outcomes), kernels: runs, interrupted: isInterrupted())
  }

  private func split(_ outcomes: [VisitOutcome]) -> MatrixDocument.Split {
    func seconds(_ isWanted: (Visit.Purpose) -> Bool) -> Double {
      outcomes.filter { isWanted($0.visit.purpose) }
        .reduce(0) { $0 + $1.elapsedSeconds - ($1.bootSeconds ?? 0) }
    }
    return MatrixDocument.Split(
      bootSeconds: outcomes.reduce(0) { $0 + ($1.bootSeconds ?? 0) },
      verdictSeconds: seconds { $0 == .verdicts },
      costSeconds: seconds { $0 != .verdicts })
  }

  private func host(guests: Int) throws(KernelsError) -> MatrixDocument.Host {
    let machine = HostReading()
    return MatrixDocument.Host(
      cpuModel: machine.cpuModel, cpuCount: machine.cpuCount,
      kernelRelease: machine.kernelRelease, emulator: try HostReading.emulator(),
      accelerator: options.accelerator == .kvm ? .kvm : .tcg, guestsAtATime: guests)
  }
}

extension Duration {
  /// As a number of seconds.
  var inSeconds: Double {
    let (seconds, attoseconds) = components
    return Double(seconds) + (Double(attoseconds) / 1e18)
  }
}
