// SPDX-License-Identifier: Apache-2.0

import BPF
import Probes
import Results
import Statistics
import Workloads

/// The scale whose unit is the guest instruction.
///
/// In a guest that QEMU runs with `-icount shift=0`, the time-stamp counter counts executed instructions: what
/// an operation takes is exact, but for the slices that a timer tick falls into. The least of several slices
/// has none. It counts no cache miss and no misprediction, so it is not time.
public struct InstructionScale {
  /// Instructions per operation under the conditions, of one boot.
  public struct Reading: Codable, Hashable, Sendable {
    /// The probe's name.
    public var probe: String
    /// The rung's name.
    public var rung: String
    /// The workload's name.
    public var workload: String
    /// Events that an operation causes.
    public var eventsPerOperation: Double
    /// With nothing attached.
    public var off: Double
    /// With empty programs on the rung's hooks.
    public var floor: Double
    /// With the probe.
    public var probeAttached: Double
    /// The bystander's operation with the probe attached, less the same with nothing; `nil` where the probe
    /// watches every system call.
    public var bystander: Double?
    /// What kept it from being read.
    public var failure: String?
  }

  /// Instructions that an empty program adds to one getppid, of one boot.
  public struct HookReading: Codable, Hashable, Sendable {
    /// The hook's kind, and what is special about it.
    public var hook: String
    /// Instructions for each event.
    public var instructions: Double?
    /// The kernel's reason where it cannot be attached.
    public var reason: String?
  }

  private let place: Trial.Place
  /// Slices of which the least counts.
  private static let slices = 24

  /// A scale for this machine, which has to be such a guest.
  public init(at place: Trial.Place) {
    self.place = place
  }

  /// Weighs one rung on the workload it watches and on the bystander.
  public func weigh(_ probe: WeighedProbe, _ rung: Rung) -> Reading {
    var reading = Reading(
      probe: probe.name, rung: rung.name, workload: probe.watchedWorkload, eventsPerOperation: 0,
      off: 0, floor: 0, probeAttached: 0)
    do throws(WeighingError) {
      let (loaded, floor) = try load(probe, rung)
      let workload = try place.workload(of: probe)
      let running = try start(workload)
      let witness = probe.makeWitness(running.witnessed)
      let output = try ReaderOutput(directory: place.directory)
      let reader = try probe.makeReader?(loaded, witness, output.descriptor)
      let operations = Self.operations(of: workload)
      reading.off = try least(Nothing(.off), running, operations).instructions
      reading.floor = try least(LoadedCondition(.floor, floor), running, operations).instructions
      let attached = try least(LoadedCondition(.probe, loaded), running, operations)
      reading.probeAttached = attached.instructions
      reading.eventsPerOperation =
        Double(attached.events.total(of: probe.watched)) / Double(attached.operations)
      _ = try reader?.finish()
      if !probe.watchesEverySystemCall { reading.bystander = try bystander(loaded) }
    } catch {
      reading.failure = error.description
    }
    return reading
  }

  /// Weighs an empty program on each kind of hook that getppid passes.
  public func weighHooks() -> [HookReading] {
    let function = "__x64_sys_getppid"
    let hooks: [(String, Hook)] = [
      ("raw_tracepoint", .rawTracepoint("sys_enter")), ("tp_btf", .tpBTF("sys_enter")),
      ("fentry", .fentry(function)), ("fexit", .fexit(function)),
      ("kprobe", .kprobe(function)), ("kretprobe", .kretprobe(function)),
      ("tracepoint", .tracepoint(category: "raw_syscalls", event: "sys_enter")),
      (
        "tracepoint of another call",
        .tracepoint(category: "syscalls", event: "sys_enter_getpgid")
      ),
    ]
    return hooks.map { name, hook in
      do throws(WeighingError) {
        let running = try start(.syscallStorm)
        let floor = Floor(named: name, on: [hook])
        let loaded: LoadedProbe
        do throws(BPFError) { loaded = try floor.load(floor.ladder[0]) } catch {
          throw .kernel(error)
        }
        let operations = Self.operations(of: .syscallStorm)
        let off = try least(Nothing(.off), running, operations).instructions
        let on = try least(LoadedCondition(.floor, loaded), running, operations).instructions
        return HookReading(hook: name, instructions: on - off)
      } catch {
        return HookReading(hook: name, reason: error.description)
      }
    }
  }

  /// Instructions of one getppid with nothing attached.
  public func base() throws(WeighingError) -> Double {
    try least(Nothing(.off), try start(.syscallStorm), Self.operations(of: .syscallStorm))
      .instructions
  }

  private func bystander(_ loaded: LoadedProbe) throws(WeighingError) -> Double {
    let running = try start(.syscallStorm)
    let operations = Self.operations(of: .syscallStorm)
    let off = try least(Nothing(.off), running, operations).instructions
    return try least(LoadedCondition(.probe, loaded), running, operations).instructions - off
  }

  private func load(
    _ probe: WeighedProbe, _ rung: Rung
  ) throws(WeighingError) -> (LoadedProbe, LoadedProbe) {
    do throws(BPFError) {
      let floor = Floor(under: rung)
      return (try probe.load(rung), try floor.load(floor.ladder[0]))
    } catch { throw .kernel(error) }
  }

  private func start(_ workload: Workload) throws(WeighingError) -> RunningWorkload {
    // On one CPU the waiting harness must not wake up in the middle of a slice.
    try RunningWorkload(
      workload, directory: place.directory, executables: place.executables,
      pollInterval: .milliseconds(2))
  }

  private func least(
    _ condition: any Attachable, _ workload: RunningWorkload, _ operations: Int
  ) throws(WeighingError) -> (instructions: Double, events: EventCounts, operations: Int) {
    try condition.attach()
    let slices: [Workloads.Slice]
    do throws(WorkloadError) {
      slices = try workload.run(slices: Self.slices, operations: operations)
    } catch {
      try condition.detach()
      throw .workload(error)
    }
    try condition.detach()
    let ticks = slices.dropFirst().compactMap(\.ticks).min() ?? 0
    let events = slices.reduce(EventCounts()) { $0 + $1.events }
    return (Double(ticks) / Double(operations), events, slices.count * operations)
  }

  /// Operations in a slice, so that most slices are shorter than a tick of four million instructions.
  private static func operations(of workload: Workload) -> Int {
    switch workload.principalKind {
    case .systemCall: 500
    case .open: 100
    case .exec: 1
    default: 4
    }
  }
}
