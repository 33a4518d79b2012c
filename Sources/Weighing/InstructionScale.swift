// SPDX-License-Identifier: Apache-2.0

import BPF
import Probes
import Results
import Workloads

/// The scale whose unit is the guest instruction.
///
/// In a guest that QEMU runs with `-icount shift=0`, the time-stamp counter counts executed instructions. It
/// counts no cache miss and no misprediction, so it is not time.
public final class InstructionScale {
  private let place: Trial.Place
  /// Workloads that were started, by name. They sleep while they have nothing to do.
  private var running: [String: RunningWorkload] = [:]
  private static let emptySlices = 24

  /// A scale for this machine, which has to be such a guest.
  public init(at place: Trial.Place) {
    self.place = place
  }

  /// Weighs one rung on the workload it watches and on the bystander.
  ///
  /// Whatever keeps it from being weighed is the reading's failure.
  public func weigh(_ probe: WeighedProbe, _ rung: Rung) -> InstructionReading {
    var reading = InstructionReading(
      probe: probe.name, rung: rung.name, workload: probe.watchedWorkload)
    do throws(WeighingError) { try weigh(probe, rung, into: &reading) } catch {
      reading.failure = error.description
    }
    return reading
  }

  private func weigh(
    _ probe: WeighedProbe, _ rung: Rung, into reading: inout InstructionReading
  ) throws(WeighingError) {
    let (loaded, floor) = try load(probe, rung)
    let workload = try place.workload(of: probe)
    let watched = try start(workload)
    let witness = probe.makeWitness(watched.witnessed)
    let output = try ReaderOutput(directory: place.directory)
    let reader = try probe.makeReader?(loaded, witness, output.descriptor)
    // A bystander that is no bystander would only be weighed for nothing.
    let workloads = probe.watchesEverySystemCall ? [workload] : [workload, .syscallStorm]
    let conditions = Conditions(
      floor: LoadedCondition(.floor, floor), probe: LoadedCondition(.probe, loaded))
    let rounds = try weigh(conditions, on: workloads)
    _ = try reader?.finish()
    reading.take(rounds, events: probe.watched)
    reading.failure = try lapse(of: loaded)
  }

  private struct Conditions {
    let floor: LoadedCondition
    let probe: LoadedCondition
  }

  /// Weighs under each condition in turn, as often as the workload needs. Linux 5.10 attaches a tracing program
  /// once in its life: there, the first round has to do.
  private func weigh(
    _ conditions: Conditions, on workloads: [Workload]
  ) throws(WeighingError) -> [InstructionRound] {
    var rounds: [InstructionRound] = []
    let watched = Array(workloads.prefix(1))
    for number in 0..<Stint(of: workloads[0]).rounds {
      // The bystander's operations are all alike: once is enough.
      let here = number == 0 ? workloads : watched
      do throws(WeighingError) {
        rounds.append(
          InstructionRound(
            off: try weights(under: Nothing(.off), of: here),
            floor: try weights(under: conditions.floor, of: watched),
            probe: try weights(under: conditions.probe, of: here)))
      } catch {
        guard number > 0, case .kernel = error else { throw error }
        break
      }
    }
    return rounds
  }

  /// Why a reading is not to be believed although it was made.
  private func lapse(of loaded: LoadedProbe) throws(WeighingError) -> String? {
    do throws(BPFError) {
      let drops = try loaded.drops()
      return drops == 0 ? nil : "the probe dropped \(drops) events while it was weighed"
    } catch { throw .kernel(error) }
  }

  private func load(
    _ probe: WeighedProbe, _ rung: Rung
  ) throws(WeighingError) -> (LoadedProbe, LoadedProbe) {
    do throws(BPFError) {
      let floor = Floor(under: rung)
      return (try probe.load(rung), try floor.load(floor.ladder[0]))
    } catch { throw .kernel(error) }
  }

  func start(_ workload: Workload) throws(WeighingError) -> RunningWorkload {
    if let known = running[workload.name] { return known }
    let started = try RunningWorkload(
      workload, directory: place.directory, executables: place.executables, sleepsWhileWaiting: true
    )
    running[workload.name] = started
    return started
  }

  /// What an operation of each workload takes under a condition, which is attached once for all of them:
  /// Linux 5.10 attaches a tracing program once in its life.
  func weights(
    under condition: any Attachable, of workloads: [Workload]
  ) throws(WeighingError) -> [OperationWeight] {
    let sources = try workloads.map { workload throws(WeighingError) in try start(workload) }
    try condition.attach()
    var weights: [OperationWeight] = []
    do throws(WeighingError) {
      for (workload, source) in zip(workloads, sources) {
        weights.append(try Self.weight(of: workload, source))
      }
    } catch {
      try condition.detach()
      throw error
    }
    try condition.detach()
    return weights
  }

  private static func weight(
    of workload: Workload, _ source: RunningWorkload
  ) throws(WeighingError) -> OperationWeight {
    let stint = Stint(of: workload)
    do throws(WorkloadError) {
      let empty = try source.run(slices: emptySlices, operations: 0)
      let full = try source.run(slices: stint.slices, operations: stint.operations)
      let weight = OperationWeight(
        empty: empty, full: full, operations: stint.operations, estimate: stint.estimate)
      if let weight { return weight }
    } catch { throw .workload(error) }
    throw .file(path: "the time-stamp counter", reason: "this machine's workloads cannot read it")
  }

  /// So many operations that most slices are shorter than a tick of four million instructions. Where no two
  /// operations are alike, an operation is a slice, and the conditions alternate.
  private struct Stint {
    let operations: Int
    /// A channel holds no more than 64.
    let slices: Int
    let rounds: Int
    let estimate: OperationWeight.Estimate

    init(of workload: Workload) {
      switch workload.principalKind {
      case .systemCall, .call: (operations, slices, rounds, estimate) = (500, 16, 1, .least)
      case .open: (operations, slices, rounds, estimate) = (100, 24, 1, .least)
      case .blockRead: (operations, slices, rounds, estimate) = (20, 32, 1, .least)
      default: (operations, slices, rounds, estimate) = (1, 64, 6, .middle)
      }
    }
  }
}
