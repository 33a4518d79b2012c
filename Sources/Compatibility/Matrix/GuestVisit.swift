// SPDX-License-Identifier: Apache-2.0

import Kernels
import Weighing

/// Boots one kernel, gives it its jobs and gathers the answers.
struct GuestVisit {
  private let visit: Visit
  private let kit: GuestKit
  private let options: Matrix.Options
  private let isInterrupted: @Sendable () -> Bool

  init(
    _ visit: Visit, kit: GuestKit, options: Matrix.Options,
    isInterrupted: @escaping @Sendable () -> Bool
  ) {
    self.visit = visit
    self.kit = kit
    self.options = options
    self.isInterrupted = isInterrupted
  }

  /// Runs it. A guest that dies keeps what it had answered until then.
  func run() -> VisitOutcome {
    var outcome = VisitOutcome(visit: visit)
    let clock = ContinuousClock()
    let start = clock.now
    do throws(GuestError) {
      var guest = try Guest(
        booting: visit.kernel, initramfs: kit.initramfs, machine: machine,
        deadlines: GuestDeadlines(whole: .seconds(300)), interrupted: isInterrupted)
      outcome.bootSeconds = guest.bootTime.inSeconds
      if guest.hello.hasBTF {
        try ask(&guest, &outcome)
      } else {
        outcome.failure = "the kernel has no type information (CONFIG_DEBUG_INFO_BTF)"
      }
      outcome.memoryBytes = guest.residentBytesPeak
      outcome.findings = try guest.turnOff().findings.map(\.line)
    } catch {
      outcome.failure = error.sentence
      outcome.consoleEnd = error.console?.lastLines(60).joined(separator: "\n")
      outcome.findings = error.console?.findings.map(\.line) ?? []
    }
    outcome.elapsedSeconds = (clock.now - start).inSeconds
    return outcome
  }

  private func ask(_ guest: inout Guest, _ outcome: inout VisitOutcome) throws(GuestError) {
    switch visit.purpose {
    case .verdicts:
      var trials: [TrialOutcome] = []
      defer { outcome.trials = trials }
      try guest.run(GuestJobs.trials, kit.cells, yielding: TrialOutcome.self) {
        trials.append($0)
      }
    case .costs:
      var answers: [GuestJobs.Weighed] = []
      defer {
        outcome.base = answers.compactMap(\.base).first
        outcome.hooks = answers.compactMap(\.hooks).first ?? []
        outcome.readings = answers.compactMap(\.reading)
      }
      try guest.run(GuestJobs.instructions, kit.cells, yielding: GuestJobs.Weighed.self) {
        answers.append($0)
      }
    }
  }

  private var machine: GuestMachine {
    let isVerdict = visit.purpose == .verdicts
    // Under -icount a disk that waits becomes a leap of time: there, it answers at once.
    let disks: [GuestMachine.Disk] =
      isVerdict
      ? [.init(latency: .microseconds(200)), .init(latency: .milliseconds(20))] : [.init()]
    return GuestMachine(
      flavour: isVerdict ? .verdicts : .instructions, accelerator: options.accelerator,
      disks: disks, emulatorArguments: kit.fileSystemArguments)
  }
}
