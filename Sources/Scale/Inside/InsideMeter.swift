// SPDX-License-Identifier: Apache-2.0

import BPF
import Statistics

/// Meters the time inside a subject's programs, per run, block by block.
///
/// The kernel's mean also holds interrupts and other tasks; the median of many blocks does not.
struct InsideMeter {
  private let subject: any PreparedSubject
  private let isWanted: (Hook) -> Bool
  private var last = (nanoseconds: UInt64(0), runs: UInt64(0))
  private var perRun: [Double] = []

  /// Makes a meter of programs that the statistics have not timed yet.
  init(_ subject: any PreparedSubject, where isWanted: @escaping (Hook) -> Bool = { _ in true }) {
    self.subject = subject
    self.isWanted = isWanted
  }

  /// Takes the runs since the last reading.
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

  /// Nanoseconds per event; `nil` without an event. An event has a whole number of runs: others on
  /// the machine caused the rest.
  func nanoseconds(perEventOf events: UInt64) -> Double? {
    guard events > 0, let run = median(perRun) else { return nil }
    return run * max(1, (Double(last.runs) / Double(events)).rounded())
  }
}
