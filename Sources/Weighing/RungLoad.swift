// SPDX-License-Identifier: Apache-2.0

import BPF
import Probes
import Results
import Workloads

/// A rung and the floor under it, loaded for a guest's rounds, with a reader where the rung sends events.
struct RungLoad {
  let floor: LoadedCondition
  let probe: LoadedCondition
  private let reader: ReaderThread?

  /// Loads both.
  ///
  /// - Parameters:
  ///   - probe: What to load.
  ///   - rung: One of its rungs.
  ///   - workload: What is watched.
  ///   - output: Where a reader writes.
  init(
    _ probe: WeighedProbe, _ rung: Rung, watching workload: WitnessedWorkload, output: Int32
  ) throws(WeighingError) {
    let loaded: LoadedProbe
    do throws(BPFError) {
      loaded = try probe.load(rung)
      let floor = Floor(under: rung)
      self.floor = LoadedCondition(.floor, try floor.load(floor.ladder[0]))
    } catch { throw .kernel(error) }
    self.probe = LoadedCondition(.probe, loaded)
    reader = try probe.makeReader?(loaded, probe.makeWitness(workload), output)
  }

  /// What stands for a condition.
  func attachable(for condition: Condition) -> any Attachable {
    switch condition {
    case .floor: floor
    case .probe: probe
    default: Nothing(condition)
    }
  }

  /// Ends the reader.
  ///
  /// - Returns: Events that the rung dropped.
  func finish() throws(WeighingError) -> UInt64 {
    _ = try reader?.finish()
    do throws(BPFError) { return try probe.probe.drops() } catch { throw .kernel(error) }
  }
}
