// SPDX-License-Identifier: Apache-2.0

import Kernels
import Weighing

/// One boot of one kernel.
struct Visit: Sendable {
  /// What it is for.
  enum Purpose: Sendable, Hashable {
    case verdicts
    case costs(boot: Int)
  }

  let kernel: Kernel
  let purpose: Purpose
}

/// What came of a boot.
struct VisitOutcome: Sendable {
  let visit: Visit
  var bootSeconds: Double?
  var elapsedSeconds = 0.0
  var memoryBytes: UInt64?
  var trials: [TrialOutcome] = []
  var base: Double?
  var hooks: [InstructionScale.HookReading] = []
  var readings: [InstructionScale.Reading] = []
  /// Why the guest did not get to its end.
  var failure: String?
  var consoleEnd: String?
  var findings: [String] = []

  /// A line for a person who waits.
  var line: String {
    let what =
      switch visit.purpose {
      case .verdicts: "\(trials.filter { $0.verdict == .exact }.count) of \(trials.count) exact"
      case .costs(let boot): "\(readings.count) weighed, boot \(boot + 1)"
      }
    let end = failure.map { "; \($0)" } ?? ""
    return "\(visit.kernel.series): \(what), \(Int(elapsedSeconds.rounded())) s\(end)"
  }
}
