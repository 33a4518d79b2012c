// SPDX-License-Identifier: Apache-2.0

import BPF
import Statistics

/// The time inside the programs of a rung, per run, block by block.
///
/// The kernel's mean also holds the interrupts and the neighbours that came in between: the median of many
/// blocks does not.
struct InsideMeter {
  private let subject: any PreparedSubject
  private let isWanted: (Hook) -> Bool
  private var last = (nanoseconds: UInt64(0), runs: UInt64(0))
  private var perRun: [Double] = []

  /// A meter of programs for which the statistics have not been on yet.
  ///
  /// - Parameters:
  ///   - subject: The programs.
  ///   - isWanted: Whether a program on a hook is looked at.
  init(_ subject: any PreparedSubject, where isWanted: @escaping (Hook) -> Bool = { _ in true }) {
    self.subject = subject
    self.isWanted = isWanted
  }

  /// Takes what the programs ran since it was read last.
  ///
  /// - Throws: `WeighingError.kernel` where the statistics cannot be read.
  mutating func read() throws(WeighingError) {
    var now = (nanoseconds: UInt64(0), runs: UInt64(0))
    for program in try subject.programs(where: isWanted) {
      now.nanoseconds += program.runNanoseconds
      now.runs += program.runCount
    }
    if now.runs > last.runs {
      perRun.append(Double(now.nanoseconds - last.nanoseconds) / Double(now.runs - last.runs))
    }
    last = now
  }

  /// Nanoseconds for an event; `nil` where there was none. An event has a whole number of runs: what is beyond that
  /// others on the machine caused.
  func nanoseconds(perEventOf events: UInt64) -> Double? {
    guard events > 0, let run = median(perRun) else { return nil }
    return run * max(1, (Double(last.runs) / Double(events)).rounded())
  }
}
