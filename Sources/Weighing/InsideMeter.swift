// SPDX-License-Identifier: Apache-2.0

import BPF
import Probes
import Statistics

/// The time inside the programs of a rung, per run, block by block.
///
/// The kernel's mean also holds the interrupts and the neighbours that came in between: the median of many
/// blocks does not.
struct InsideMeter {
  private let loaded: LoadedProbe
  private let isWanted: (Hook) -> Bool
  private var last = (nanoseconds: UInt64(0), runs: UInt64(0))
  private var perRun: [Double] = []

  /// A meter of programs for which the statistics have not been on yet.
  ///
  /// - Parameters:
  ///   - loaded: The programs.
  ///   - isWanted: Whether a program on a hook is looked at.
  init(_ loaded: LoadedProbe, where isWanted: @escaping (Hook) -> Bool = { _ in true }) {
    self.loaded = loaded
    self.isWanted = isWanted
  }

  /// Takes what the programs ran since it was read last.
  ///
  /// - Throws: `WeighingError.kernel` where the statistics cannot be read.
  mutating func read() throws(WeighingError) {
    var now = (nanoseconds: UInt64(0), runs: UInt64(0))
    do throws(BPFError) {
      for program in try loaded.information(where: isWanted) {
        now.nanoseconds += program.runNanoseconds
        now.runs += program.runCount
      }
    } catch { throw .kernel(error) }
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
