// SPDX-License-Identifier: Apache-2.0

import BPF

/// A subject that is loaded: it can be attached and detached again and again.
public protocol PreparedSubject: AnyObject {
  /// Attaches it; every operation that follows passes it. What is attached already stays.
  func attach() throws(WeighingError)
  /// Detaches it; no operation that follows passes it.
  func detach() throws(WeighingError)
  /// Holds what it reports against what a workload causes.
  func witness(of workload: WitnessedWorkload) -> any Witness
  /// Starts to read its events and print them into a file; `nil` where it counts in the kernel.
  func makeReader(
    for witness: any Witness, output: Int32
  ) throws(WeighingError) -> (any Reader)?
  /// Events that its kernel side had no room for; `nil` where it cannot tell.
  func lostEvents() throws(WeighingError) -> UInt64?
  /// Events that it could see on other kernels and does not on this one, in words such as `opens by io_uring`.
  var unseenEvents: [String] { get }
  /// What the verifier said of each program, where that was kept.
  var verifierFigures: [(program: String, figures: VerifierFigures?)] { get }
  /// Runs of its programs that the kernel skipped, since they were running already.
  func skippedRuns() throws(WeighingError) -> UInt64
  /// The kernel's figures of its programs at the hooks that are wanted; none of a command.
  func programs(where isWanted: (Hook) -> Bool) throws(WeighingError) -> [ProgramInformation]
  /// Events met and CPU time taken while the kernel's statistics were on.
  func work() throws(WeighingError) -> Work
}

extension PreparedSubject {
  /// None.
  public var unseenEvents: [String] { [] }
  /// Not kept.
  public var verifierFigures: [(program: String, figures: VerifierFigures?)] { [] }

  /// What a witness found, with the events that were lost and the runs that were skipped.
  package func findings(of witness: any Witness) throws(WeighingError) -> LoadFindings {
    var findings: LoadFindings
    do throws(BPFError) { findings = try witness.findings() } catch { throw .kernel(error) }
    findings.dropped = try lostEvents()
    findings.skippedRuns = try skippedRuns()
    return findings
  }
}

/// What a subject's programs have done while the kernel's statistics were on.
public struct Work: Sendable, Hashable {
  /// Events that its hooks have met.
  public var events: Double
  /// CPU time in its programs on all CPUs, in nanoseconds.
  public var nanoseconds: UInt64

  /// Events and the CPU time they took.
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
