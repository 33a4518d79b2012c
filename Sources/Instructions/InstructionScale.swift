// SPDX-License-Identifier: Apache-2.0

import BPF
import Glibc
import Results
import Scale
import Subjects
import Workloads

/// The scale whose unit is the guest instruction.
///
/// In a guest that QEMU runs with `-icount shift=0`, the time-stamp counter counts executed
/// instructions; without cache misses and mispredictions, they are not time.
public final class InstructionScale {
  private let place: WorkloadPlace
  /// The started workloads by name, which sleep while they wait.
  private var running: [String: RunningWorkload] = [:]
  private static let emptySlices = 32

  /// Makes a scale for this machine, which has to be such a guest.
  public init(at place: WorkloadPlace) { self.place = place }

  /// Weighs one way on the workload that its subject watches and on the bystander. Any failure is
  /// the reading's.
  public func weigh(_ subject: any Subject, _ way: Way) -> InstructionReading {
    var reading = InstructionReading(
      probe: subject.name, rung: way.name, workload: subject.watching.workloadInGuests)
    do throws(WeighingError) { try weigh(subject, way, into: &reading) } catch {
      reading.failure = error.description
    }
    return reading
  }

  private func weigh(
    _ subject: any Subject, _ way: Way, into reading: inout InstructionReading
  ) throws(WeighingError) {
    let watching = subject.watching
    let workload = try place.workload(named: watching.workloadInGuests)
    let watched = try start(workload)
    let output = try ReaderOutput(directory: place.directory)
    func prepare() throws(WeighingError) -> PreparedWay {
      try PreparedWay(subject, way, watching: watched.witnessed, output: output.descriptor)
    }
    var rounds = RoundConditions(try prepare())
    var dropped: UInt64 = 0
    var isAttachedOnce = false
    // Where every system call is watched, there is no bystander.
    let workloads = watching.everySystemCall ? [workload] : [workload, .syscallStorm]
    let plan = InstructionPlan(of: workload)
    repeat {
      if isAttachedOnce {
        dropped += try rounds.finish()
        rounds = RoundConditions(try prepare())
      }
      do throws(WeighingError) {
        let number = reading.rounds.count
        reading.rounds.append(try round(number, of: &rounds, on: workloads))
        reading.summarise(events: watching.kinds)
      } catch {
        // Linux 5.10 attaches a tracing program once in its life, so that each round loads it anew.
        guard !reading.rounds.isEmpty, !isAttachedOnce, case .kernel = error else { throw error }
        isAttachedOnce = true
      }
    } while plan.wantsMore(after: reading)
    dropped += try rounds.finish()
    reading.failure =
      dropped == 0 ? nil : "the probe dropped \(dropped) events while it was weighed"
  }

  /// Weighs under each condition in turn. The bystander's operations are all alike: one round is
  /// enough, without the floor.
  private func round(
    _ number: Int, of rounds: inout RoundConditions, on workloads: [Workload]
  ) throws(WeighingError) -> InstructionRound {
    var weighed: [Condition: [OperationWeight]] = [:]
    for condition in InstructionPlan.order(ofRound: number) {
      let here = number == 0 && condition != .floor ? workloads : Array(workloads.prefix(1))
      try rounds.change(to: condition)
      weighed[condition] = try weights(of: here)
    }
    return InstructionRound(
      off: weighed[.off] ?? [], floor: weighed[.floor] ?? [], probe: weighed[.probe] ?? [])
  }

  func start(_ workload: Workload) throws(WeighingError) -> RunningWorkload {
    if let known = running[workload.name] { return known }
    let started = try RunningWorkload(
      workload, directory: place.directory, executables: place.executables, sleepsWhileWaiting: true
    )
    // The first operations meet empty caches of the kernel.
    _ = try Self.weight(of: workload, started)
    // The kernel writes what the workload's start has left. No time passes on the host.
    if workload.needsDirectory { sleep(InstructionPlan.secondsToSettle) }
    running[workload.name] = started
    return started
  }

  /// Weighs an operation of each workload.
  func weights(of workloads: [Workload]) throws(WeighingError) -> [OperationWeight] {
    try workloads.map { workload throws(WeighingError) in
      try Self.weight(of: workload, try start(workload))
    }
  }

  private static func weight(
    of workload: Workload, _ source: RunningWorkload
  ) throws(WeighingError) -> OperationWeight {
    let plan = InstructionPlan(of: workload)
    let empty = try source.run(slices: emptySlices, operations: 0)
    let full = try source.run(slices: plan.slices, operations: plan.operations)
    let weight = OperationWeight(
      empty: empty, full: full, operations: plan.operations, estimate: plan.estimate)
    if let weight { return weight }
    throw .file(path: "the time-stamp counter", reason: "this machine's workloads cannot read it")
  }

  /// Weighs a program without a multiply and the known weights, on getppid.
  ///
  /// - Returns: A reading of each, the lightest first.
  /// - Throws: The kernel's reason, or why the workload does not run.
  public func weighKnownWeights() throws(WeighingError) -> [WeightReading] {
    var readings: [WeightReading] = []
    for multiplies in [0] + KnownWeight.ladder {
      let weight = KnownWeight(multiplies, at: .rawTracepoint("sys_enter"))
      let condition = SubjectCondition(.probe, try weight.prepare())
      let instructions = try condition.whileAttached { () throws(WeighingError) in
        try weights(of: [.syscallStorm])[0].instructions
      }
      readings.append(WeightReading(multiplies: multiplies, instructions: instructions))
    }
    return readings
  }
}

/// Guest instructions of a system call with a program of known weight on it.
public struct WeightReading: Codable, Hashable, Sendable {
  /// Multiplies in the program.
  public var multiplies: Int
  /// Instructions of the call and the program.
  public var instructions: Double
}
