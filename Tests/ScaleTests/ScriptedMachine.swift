// SPDX-License-Identifier: Apache-2.0

import Results
import Statistics
import Workloads

@testable import Scale

/// A machine under a test's control: its clock moves only with operations and toggles, and an
/// operation takes a base time, the costs of the attached conditions, and noise from a seed.
final class ScriptedMachine {
  var baseNanoseconds = 200.0
  /// The cost of a condition to an operation, in nanoseconds.
  var costs: [Condition: Double] = [:]
  /// The relative noise of a slice.
  var noise = 0.01
  /// The spread of a condition's cost from load to load, as a share of it.
  var layoutSpread = 0.0
  var toggleSeconds = 0.0005
  var stolen: UInt64 = 0
  /// The stints after which the hypervisor takes the CPU away for a moment.
  var thefts: Set<Int> = []
  /// The stint at which the workload fails, with its error.
  var failure: (stint: Int, error: WorkloadError)?
  /// The stint at which the user presses Ctrl-C.
  var interruption: Int?
  /// The share of events that the probe reports.
  var reported = 1.0
  var wrong: UInt64 = 0

  private(set) var seconds = 0.0
  private(set) var stints = 0
  private(set) var attached: [Condition] = []
  private(set) var order: [Condition] = []
  private(set) var operations: [Int] = []
  private(set) var loads = 0
  private var random = RandomSource(seed: 7)
  private var layout: [Condition: Double] = [:]
  private var probeEvents: UInt64 = 0

  var environment: WeighingEnvironment {
    WeighingEnvironment(
      now: { self.seconds },
      isInterrupted: { self.interruption.map { self.stints >= $0 } ?? false },
      stolenTicks: { self.stolen }, progress: { _ in })
  }

  func plan(budgetSeconds: Double = 20) -> CellPlan {
    CellPlan(
      probe: "scripted", rung: "tp_btf", refusedRungs: [], options: [:], workload: "script",
      role: .watched, unit: "operation", counted: [.systemCall],
      stints: StintPlan(operationsPerSlice: 1000, slicesPerStint: 6), blockSeconds: 0.01,
      loadSeconds: 0.01, budgetSeconds: budgetSeconds, stopping: StoppingRule(),
      controlsInRun: 2)
  }

  /// Weighs one scripted cell.
  func weigh(budgetSeconds: Double = 20, seed: UInt64 = 1) -> Cell {
    var random = RandomSource(seed: seed)
    var weigher = CellWeigher(plan: plan(budgetSeconds: budgetSeconds), environment: environment)
    return weigher.weigh(Source(self), random: &random)
  }

  /// A load of such conditions, outside of a cell.
  func sampledLoad(_ conditions: [Condition]) -> SampledLoad {
    loads += 1
    return SampledLoad(
      conditions: conditions.map { Toggle($0, self) }, workload: Work(self))
  }

  /// A standard normal number.
  private func gaussian() -> Double { normalQuantile(min(max(random.unit(), 1e-12), 1 - 1e-12)) }

  private final class Source: CellLoadSource {
    let machine: ScriptedMachine
    init(_ machine: ScriptedMachine) { self.machine = machine }

    func makeLoad(
      _ number: Int, random: inout RandomSource
    ) throws(WeighingError) -> any CellLoad {
      machine.loads += 1
      for condition in machine.costs.keys {
        machine.layout[condition] = 1 + (machine.layoutSpread * machine.gaussian())
      }
      machine.probeEvents = 0
      return Load(machine)
    }
  }

  private final class Load: CellLoad {
    let machine: ScriptedMachine
    let conditions: [any Attachable]
    let workload: any OperationSource

    init(_ machine: ScriptedMachine) {
      self.machine = machine
      conditions = [Condition.off, .offAgain, .never, .floor, .probe].map {
        Toggle($0, machine)
      }
      workload = Work(machine)
    }

    func finish() throws(WeighingError) -> LoadFindings {
      var findings = LoadFindings()
      let seen = UInt64((Double(machine.probeEvents) * machine.reported).rounded())
      findings.seen[.systemCall] = .init(reported: seen, wrong: machine.wrong)
      findings.dropped = machine.probeEvents - min(seen, machine.probeEvents)
      findings.readerNanoseconds = 10 * machine.probeEvents
      return findings
    }
  }

  private final class Toggle: Attachable {
    let condition: Condition
    let machine: ScriptedMachine

    init(_ condition: Condition, _ machine: ScriptedMachine) {
      self.condition = condition
      self.machine = machine
    }

    func attach() throws(WeighingError) {
      machine.attached.append(condition)
      machine.order.append(condition)
      machine.seconds += machine.toggleSeconds
    }

    func detach() throws(WeighingError) {
      machine.attached.removeAll { $0 == condition }
      machine.seconds += machine.toggleSeconds
    }
  }

  private final class Work: OperationSource {
    let machine: ScriptedMachine
    init(_ machine: ScriptedMachine) { self.machine = machine }

    func run(
      slices: Int, operations: Int, pause: Duration
    ) throws(WeighingError) -> [Workloads.Slice] {
      machine.seconds += (pause / .seconds(1)) * Double(slices)
      return try machine.run(slices: slices, operations: operations)
    }
  }

  private func run(slices: Int, operations: Int) throws(WeighingError) -> [Workloads.Slice] {
    if let failure, stints == failure.stint { throw .workload(failure.error) }
    if thefts.contains(stints) { stolen += 1 }
    stints += 1
    self.operations.append(operations)
    let added = attached.reduce(0) { $0 + ((costs[$1] ?? 0) * (layout[$1] ?? 1)) }
    return (0..<slices).map { index in
      // What a toggle leaves behind is in the first slice only, as on a real machine.
      let washout = index == 0 ? 50.0 : 0
      let one = (baseNanoseconds + added + washout) * (1 + (noise * gaussian()))
      let time = UInt64(max(1, one * Double(operations)))
      seconds += Double(time) / 1e9
      let events = UInt64(operations + 1)
      if attached.contains(.probe) { probeEvents += events }
      return Workloads.Slice(
        cpuNanoseconds: time, wallNanoseconds: time + 100, events: [.systemCall: events])
    }
  }
}
