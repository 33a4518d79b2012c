// SPDX-License-Identifier: Apache-2.0

import BPF

/// A loaded subject, which can be attached and detached again and again.
public protocol PreparedSubject: AnyObject {
  /// Attaches the subject, unless it is attached: every operation that follows passes it.
  func attach() throws(WeighingError)
  /// Detaches the subject: no operation that follows passes it.
  func detach() throws(WeighingError)
  /// Makes a witness of the subject's reports of a workload.
  func witness(of workload: WitnessedWorkload) -> any Witness
  /// Starts a reader that prints the events into a file; `nil` for a subject that counts in the
  /// kernel.
  func makeReader(for witness: any Witness, output: Int32) throws(WeighingError) -> (any Reader)?
  /// Events that the kernel side had no room for; `nil` where it cannot tell.
  func lostEvents() throws(WeighingError) -> UInt64?
  /// Events that the subject sees on other kernels only, in words such as `opens by io_uring`.
  var unseenEvents: [String] { get }
  /// The verifier's figures of each program, where they were kept.
  var verifierFigures: [(program: String, figures: VerifierFigures?)] { get }
  /// Runs of programs that the kernel skipped, as the program was running already.
  func skippedRuns() throws(WeighingError) -> UInt64
  /// The kernel's figures of the programs at the wanted hooks; none for a command.
  func programs(where isWanted: (Hook) -> Bool) throws(WeighingError) -> [ProgramInformation]
  /// The work of the programs while the kernel's statistics were on.
  func work() throws(WeighingError) -> Work
}

extension PreparedSubject {
  /// No events.
  public var unseenEvents: [String] { [] }
  /// No figures.
  public var verifierFigures: [(program: String, figures: VerifierFigures?)] { [] }

  /// A witness's findings, with lost events and skipped runs.
  package func findings(of witness: any Witness) throws(WeighingError) -> LoadFindings {
    var findings = try askingKernel { () throws(BPFError) in try witness.findings() }
    findings.dropped = try lostEvents()
    findings.skippedRuns = try skippedRuns()
    return findings
  }
}

/// The work of a subject's programs while the kernel's statistics were on.
public struct Work: Sendable, Hashable {
  /// Events that the hooks have met.
  public var events: Double
  /// CPU time in the programs on all CPUs, in nanoseconds.
  public var nanoseconds: UInt64

  /// Makes an amount of work.
  public init(events: Double, nanoseconds: UInt64) {
    self.events = events
    self.nanoseconds = nanoseconds
  }

  /// The work since an earlier reading.
  package func since(_ earlier: Work) -> Work {
    Work(
      events: max(0, events - earlier.events),
      nanoseconds: nanoseconds - min(nanoseconds, earlier.nanoseconds))
  }
}
