// SPDX-License-Identifier: Apache-2.0

import BPF
import Foundation
import Probes
import Subjects
import Synchronization

/// The rungs that the tests with a rung as argument run on: on the running kernel, those that it
/// allows.
///
/// The kernels of hosted machines refuse some. Those are `inGuests`: GuestTests boots a guest and
/// runs the same tests there, with `TARE_TEST_RUNGS=guest`, on these rungs only.
enum Rungs {
  /// What a hosted kernel may refuse, by policy or for want of kprobes, and a guest runs.
  static let inGuests: Set<String> = [
    "fentry", "fexit", "kprobe", "kprobe_session", "kprobe_multi",
  ]

  private static let isGuest =
    ProcessInfo.processInfo.environment["TARE_TEST_RUNGS"] == "guest"

  /// The names of a probe's rungs to run here, the best first.
  static func of(_ probe: some Probe) -> [String] {
    probe.ladder.filter { rung in
      runsHere(rung) { refusal(of: rung, probe) }
    }.map(\.name)
  }

  /// The same, and in a guest all of them: for what kernels differ in.
  static func onEveryKernel(_ probe: some Probe) -> [String] {
    isGuest ? probe.ladder.map(\.name) : of(probe)
  }

  /// The names of a weighed probe's rungs to run here, the best first.
  static func of(_ probe: any ProbeSubject) -> [String] {
    probe.probe.ladder.filter { rung in
      runsHere(rung) { refusal(of: rung, probe) }
    }.map(\.name)
  }

  /// Whether a test of a rung runs here.
  ///
  /// Whoever may load nothing runs all, so that each fails. Where nothing may be left out, a
  /// refused rung is only left out if a guest runs it.
  private static func runsHere(_ rung: Rung, refusal: () -> BPFError?) -> Bool {
    if isGuest { return inGuests.contains(rung.name) }
    let mustRun = Requirement.isEnforced && !inGuests.contains(rung.name)
    return !Requirement.isRoot || mustRun || refusal() == nil
  }

  /// The kernel's reason for refusing a rung, `nil` where it allows it.
  static func refusal(of rung: Rung, _ probe: some Probe) -> BPFError? {
    outcome(of: rung, probe.name) { () throws(BPFError) in
      try probe.load(rung).attach().detach()
    }
  }

  /// The kernel's reason for refusing a rung of a weighed probe, `nil` where it allows it.
  static func refusal(of rung: Rung, _ probe: any ProbeSubject) -> BPFError? {
    outcome(of: rung, probe.name) { () throws(BPFError) in
      try probe.probe.load(rung).attach().detach()
    }
  }

  private struct Tried: Hashable {
    var probe: String
    var rung: Rung
  }

  private static let outcomes = Mutex<[Tried: BPFError?]>([:])

  /// Tries a rung, once.
  private static func outcome(
    of rung: Rung, _ probe: String, _ attempt: () throws(BPFError) -> Void
  ) -> BPFError? {
    let key = Tried(probe: probe, rung: rung)
    if let known = outcomes.withLock({ $0[key] }) { return known }
    var refusal: BPFError?
    do throws(BPFError) {
      try Tracefs.makeAvailable()
      try attempt()
    } catch { if isRefusal(error) { refusal = error } }
    outcomes.withLock { $0[key] = .some(refusal) }
    return refusal
  }

  /// A policy, or a kernel without the hook. Any other error is no refusal: the test of the rung
  /// shall fail of it.
  private static func isRefusal(_ error: BPFError) -> Bool {
    guard let code = error.code else { return false }
    return [EPERM, ENOENT, EOPNOTSUPP].contains(code.number)
  }
}
