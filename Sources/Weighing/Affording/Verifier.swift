// SPDX-License-Identifier: Apache-2.0

import BPF
import Glibc
import Probes
import Results

/// Attaches a probe for real and says what it takes.
struct Verifier {
  let probe: WeighedProbe
  let rung: Rung
  let price: ProbePrice
  let hooks: [Hook]
  let seconds: Double
  let directory: String

  /// A witness for a machine of which nothing is known.
  private final class Nobody: Witness {
    func take(_ record: RawSpan) {}
    func findings(_ probe: LoadedProbe) throws(BPFError) -> LoadFindings { LoadFindings() }
  }

  /// Runs the probe with its reader, and the kernel's statistics with it.
  ///
  /// - Parameter forecast: What so many events in a second would cost, in ns of CPU time in a second.
  /// - Returns: What the probe took, beside that.
  /// - Throws: What keeps the probe from being attached, or the statistics from being turned on.
  func run(
    forecast: (_ events: Double) -> Double
  ) throws(WeighingError) -> Verification {
    let output = try ReaderOutput(directory: directory)
    let loaded: LoadedProbe, statistics: KernelStatistics
    do throws(BPFError) {
      loaded = try probe.load(rung)
      statistics = try KernelStatistics()
    } catch { throw .kernel(error) }
    let reader = try probe.makeReader?(loaded, Nobody(), output.descriptor)
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
    let readerNanoseconds = try reader?.finish() ?? 0
    _ = consume statistics
    let events = Double(
      counts.parts.joined().reduce(0) { sum, process in sum + process.counts.reduce(0, +) })
    let runs = Double(programs.reduce(0) { $0 + $1.runCount })
    let inside = Double(programs.reduce(0) { $0 + $1.runNanoseconds })
    // The clock is read once for each run; the price knows what it takes for each event.
    let clock = (price.clock ?? 0) / Double(rung.runsPerEvent)
    let hooks = events * (price.dispatch?.estimate ?? 0)
    var verification = Verification(
      seconds: length, events: events / length, runs: runs / length,
      programs: max(0, inside - (clock * runs)) / length, hooks: hooks / length,
      reader: Double(readerNanoseconds) / length, ratio: 0)
    let cost = verification.cost
    verification.ratio = cost > 0 ? forecast(events / length) / cost : 0
    return verification
  }
}
