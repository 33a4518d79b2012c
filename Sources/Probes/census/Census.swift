// SPDX-License-Identifier: Apache-2.0

import BPF
import CProbeRecords
import Glibc
import ProbeObjects

/// How often each of several hooks is met, by process: what a forecast of a probe's cost rests on.
public struct Census: Probe {
  /// Hooks of one kind that there is room for.
  public static let hooksOfAKind = Int(CENSUS_PROGRAMS)

  /// The events of one process since the probe was loaded.
  public struct Process: Sendable, Hashable {
    /// The process; 0 where it has no number in the PID namespace of this one.
    public var pid: UInt32
    /// The machine's own number of the process, by which no two are the same.
    public var machinePID: UInt32
    /// The process's own name of now, or its last one, at most 15 bytes.
    public var comm: [UInt8]
    /// How often each hook was met, in the order of the hooks.
    public var counts: [UInt64]
    /// How often each was met after a pause of a millisecond or more on that CPU.
    public var rested: [UInt64]
  }

  /// The classes of the pauses before events: the longest of each in seconds, and infinity.
  public static let pauses: [Double] = (0..<Int(CENSUS_PAUSES)).map { number in
    number < Int(CENSUS_PAUSES) - 1
      ? Double(1 << (number + Int(CENSUS_PAUSE_SHIFT))) / 1e9 : .infinity
  }

  /// The first class of those that count as `Process.rested`.
  public static let firstRested = Int(CENSUS_RESTED)

  /// Where it sees requests of block devices begin.
  public static let requests = Hook.rawTracepoint("block_rq_issue")

  /// Where it sees them end.
  public static let endings = Hook.rawTracepoint("block_rq_complete")

  /// Where it sees processes get other names, beside the hooks that it counts at.
  public static let renames = Rung.Placement.processNames.hook

  /// Counts those that end on another CPU than they began on.
  private static let ended = Rung.Placement("ended", at: endings)

  private let rung: Rung

  /// Counts on raw tracepoints and classic tracepoints; with `requests` among them also where
  /// requests end.
  ///
  /// - Parameter hooks: Hooks of those two kinds, each once; at most `hooksOfAKind` of each kind.
  /// - Throws: `BPFError.failed` with `configure` for a hook that it has no program for.
  public init(of hooks: [Hook]) throws(BPFError) {
    var used: [Hook.Kind: Int] = [:]
    let counting = try hooks.map { hook throws(BPFError) in
      let number = used[hook.kind, default: 0]
      guard [.rawTracepoint, .tracepoint].contains(hook.kind), number < Self.hooksOfAKind else {
        throw .failed(
          .configure, subject: "census at \(hook)", code: LibbpfCode(EINVAL),
          log: VerifierLog("it counts at no more than \(Self.hooksOfAKind) tracepoints of a kind"))
      }
      used[hook.kind] = number + 1
      return Rung.Placement("\(hook.kind.rawValue)_\(number)", at: hook)
    }
    rung = Rung(
      "census", counting + (hooks.contains(Self.requests) ? [Self.ended] : []),
      // Of events of other kinds beside requests there is no fixed number of runs for each.
      runsPerEvent: hooks == [Self.requests] ? 2 : 1)
  }

  /// The compiled programs.
  public var object: ProbeObject { .census }

  /// Counted by CPU.
  public var losses: LossCount { .drops }

  /// Follows the names of processes.
  public var companions: [Rung.Placement] { [.processNames] }

  /// Writes the options into the object.
  public func configure(_ object: borrowing OpenObject) throws(BPFError) {
    let namespace = try filter.countingNamespace().number ?? 0
    try object.setConstants(bytes(of: census_settings(pid_namespace: namespace)))
  }

  /// One rung only.
  public var ladder: [Rung] { [rung] }

  /// The counts, in no order. Exact once the probe is detached; while it is attached, the events of
  /// the last few moments may be in none of the counts or in two.
  public static func processes(of probe: LoadedProbe) throws(BPFError) -> [Process] {
    let places = counting(probe).map { place(ofProgram: $0.program) }
    var processes: [UInt32: Process] = [:]
    for entry in try probe.object.map("by_process").contents(perCPU: false) {
      let pid = entry.key.half(0)
      processes[pid] = Process(
        pid: probe.numbering.told(
          machine: pid, namespace: entry.value.half(4 * Int(CENSUS_COUNTERS) + 4)),
        machinePID: pid,
        comm: pid == 0
          ? Array("swapper".utf8) : entry.value.bytes(at: 2 * Int(CENSUS_COUNTERS) * 8, limit: 16),
        counts: places.map { entry.value.word($0) },
        rested: places.map { entry.value.word(Int(CENSUS_COUNTERS) + $0) })
    }
    let slots = try probe.object.map("current_slot").perCPUBytes(index: 0)
    let words = MemoryLayout<census_slot>.size / 8
    for cpu in 0..<(slots.words.count / words) {
      let pid = slots.half((cpu * words + 2 * Int(CENSUS_COUNTERS)) * 2)
      for (index, place) in places.enumerated() {
        processes[pid]?.counts[index] += slots.word(cpu * words + place)
        processes[pid]?.rested[index] += slots.word(
          cpu * words + Int(CENSUS_COUNTERS) + place)
      }
    }
    return Array(processes.values)
  }

  /// How many events at each hook, in the order of the hooks, came after a pause of each class.
  public static func pauses(of probe: LoadedProbe) throws(BPFError) -> [[UInt64]] {
    let map = try probe.object.map("pauses")
    var counts: [[UInt64]] = []
    for placement in counting(probe) {
      let sums = try map.sumOverCPUs(index: UInt32(place(ofProgram: placement.program)))
      counts.append(Array(sums.prefix(pauses.count)))
    }
    return counts
  }

  /// The share of block requests that ended on another CPU than they began on, in 0 ... 1; `nil`
  /// where none ended, or the kernel does not tell.
  public static func crossed(of probe: LoadedProbe) throws(BPFError) -> Double? {
    let sums = try probe.object.map("endings").sumOverCPUs(index: 0)
    return sums[0] > 0 ? Double(sums[1]) / Double(sums[0]) : nil
  }

  /// The programs that count events by process, in the order of the hooks.
  private static func counting(_ probe: LoadedProbe) -> [Rung.Placement] {
    probe.rung.placements.filter { ![ended, .processNames].contains($0) }
  }

  /// Where a program counts.
  private static func place(ofProgram name: String) -> Int {
    let number = name.split(separator: "_").last.flatMap { Int($0) } ?? 0
    return name.hasPrefix("raw_") ? number : hooksOfAKind + number
  }
}
