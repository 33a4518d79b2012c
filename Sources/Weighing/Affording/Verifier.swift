// SPDX-License-Identifier: Apache-2.0

import BPF
import Glibc
import Probes
import Results

/// Attaches a probe for real and says what it takes.
struct Verifier {
  let probe: WeighedProbe
  let rung: Rung
  let hooks: [Hook]
  let seconds: Double
  let directory: String
  /// Forecasts for a machine whose CPUs have nothing to do for a share of the time.
  let forecaster: (_ idleShare: Double) -> Forecaster

  /// Runs the probe with its reader, and the kernel's statistics with it.
  ///
  /// - Returns: What the probe took, and what is forecast for the events that there were meanwhile.
  /// - Throws: What keeps the probe from being attached, or the statistics from being turned on.
  func run() throws(WeighingError) -> Verification {
    let output = try ReaderOutput(directory: directory)
    let loaded: LoadedProbe, statistics: KernelStatistics
    do throws(BPFError) {
      loaded = try probe.load(rung)
      statistics = try KernelStatistics()
    } catch { throw .kernel(error) }
    let reader = try probe.makeReader?(loaded, NoWitness(), output.descriptor)
    let census = CensusPass(hooks: hooks, seconds: seconds, calibration: nil)
    let start = Clocks.monotonicSeconds()
    let counts: CensusPass.Counts, programs: [ProgramInformation]
    do throws(BPFError) {
      let attached = try loaded.attach()
      counts = try census.run()
      attached.detach()
      programs = try loaded.information()
    } catch { throw .kernel(error) }
    let length = Clocks.monotonicSeconds() - start
    let readerNanoseconds = try reader?.finish().nanoseconds ?? 0
    _ = consume statistics
    let events = Double(
      counts.parts.joined().reduce(0) { sum, process in sum + process.counts.reduce(0, +) })
    let runs = Double(programs.reduce(0) { $0 + $1.runCount })
    let inside = Double(programs.reduce(0) { $0 + $1.runNanoseconds })
    let forecaster = forecaster(counts.idleShare), price = forecaster.price
    // The clock is read once for each run; the price knows what it takes for each event.
    let clock = (price.clock ?? 0) / Double(rung.runsPerEvent)
    let hooks = events * (price.dispatch?.estimate ?? 0)
    var verification = Verification(
      seconds: length, events: events / length, runs: runs / length,
      programs: max(0, inside - (clock * runs)) / length, hooks: hooks / length,
      reader: Double(readerNanoseconds) / length, ratio: 0)
    let cost = verification.cost
    let pauses = counts.pauses(at: Array(self.hooks.indices)).map { Double($0) / length }
    verification.ratio =
      cost > 0 ? forecaster.cost(events: events / length, pauses: pauses) / cost : 0
    return verification
  }
}
