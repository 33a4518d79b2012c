// SPDX-License-Identifier: Apache-2.0

import BPF
import Probes
import Results
import Workloads

/// A rung and the floor under it, loaded for a guest's rounds, with a reader where the rung sends events.
struct RungLoad {
  let floor: LoadedCondition
  let probe: LoadedCondition
  let reader: ReaderThread?

  /// Loads both.
  ///
  /// - Parameters:
  ///   - probe: What to load.
  ///   - rung: One of its rungs.
  ///   - workload: What is watched.
  ///   - output: Where a reader writes.
  /// - Throws: The kernel's refusal of either.
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
}

/// Which condition holds, in a guest's rounds. One that ends a round and begins the next stays attached.
struct RoundConditions {
  private let load: RungLoad
  private var attached: LoadedCondition?

  init(_ load: RungLoad) { self.load = load }

  /// Detaches what is attached, if it is another, and attaches this one.
  mutating func change(to condition: Condition) throws(WeighingError) {
    let wanted: LoadedCondition? =
      switch condition {
      case .floor: load.floor
      case .probe: load.probe
      default: nil
      }
    if attached !== wanted { detach() }
    try wanted?.attach()
    attached = wanted
  }

  /// Leaves nothing attached.
  mutating func detach() {
    attached?.detach()
    attached = nil
  }

  /// Detaches, and ends the reader.
  ///
  /// - Returns: Events that the rung is known to have dropped.
  mutating func finish() throws(WeighingError) -> UInt64 {
    detach()
    _ = try load.reader?.finish()
    do throws(BPFError) { return try load.probe.probe.drops() ?? 0 } catch { throw .kernel(error) }
  }
}
