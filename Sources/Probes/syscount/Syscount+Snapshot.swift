// SPDX-License-Identifier: Apache-2.0

import BPF
import CProbeRecords

extension Syscount {
  /// The system calls of one process.
  public struct ProcessCount: Sendable, Hashable {
    /// The process; 0 where it has no number in the PID namespace that counts.
    public var pid: UInt32
    /// The machine's own number of the process, by which no two are the same.
    public var machinePID: UInt32
    /// The process's own name of now, or its last one, at most 15 bytes.
    public var comm: [UInt8]
    /// System calls since the probe was loaded.
    public var count: UInt64
    /// The nanoseconds they took, of a probe with time.
    public var time: UInt64 = 0
  }

  /// The table that a number is of. A process may use both.
  public enum Table: String, Sendable, Hashable, CaseIterable {
    /// The table of 64-bit code.
    case x86_64
    /// The table of 32-bit code, which has other numbers.
    case i386
  }

  /// The system calls of one number.
  public struct CallCount: Sendable, Hashable {
    /// The table that the number is of; `nil` where the number is.
    public var table: Table?
    /// The number; `nil` stands for all beyond those that are counted one by one.
    public var number: Int?
    /// System calls since the probe was loaded.
    public var count: UInt64
    /// The nanoseconds they took, of a probe with time.
    public var time: UInt64

    /// The name, or the number where it has none here.
    public var name: String {
      guard let number else { return "other" }
      let names = table == .i386 ? Syscount.names32 : Syscount.names
      return names[number] ?? "#\(number)"
    }
  }

  /// Calls by process, in no order, of a probe that was loaded to count by process.
  ///
  /// Exact once the probe is detached; while it is attached, the calls of the last few moments may
  /// be in none of the counts or in two.
  public static func processCounts(of probe: LoadedProbe) throws(BPFError) -> [ProcessCount] {
    var counts: [UInt32: ProcessCount] = [:]
    for entry in try probe.object.map("by_process").contents(perCPU: false) {
      let count = processCount(key: entry.key, value: entry.value, probe.numbering)
      counts[count.machinePID] = count
    }
    let slots = try probe.object.map("current_slot").perCPUBytes(index: 0)
    let words = MemoryLayout<syscount_slot>.size / 8
    for cpu in 0..<(slots.words.count / words) {
      let pid = slots.half((cpu * words + 2) * 2)
      counts[pid]?.count &+= slots.word(cpu * words)
      counts[pid]?.time &+= slots.word(cpu * words + 1)
    }
    return Array(counts.values)
  }

  /// Decodes an entry of the map.
  static func processCount(
    key: MapWords, value: MapWords, _ numbering: Numbering
  ) -> ProcessCount {
    ProcessCount(
      pid: numbering.told(machine: key.half(0), namespace: value.half(8)),
      machinePID: key.half(0), comm: value.bytes(at: 16, limit: 16), count: value.word(0),
      time: value.word(1))
  }

  /// Calls by number of the system call, of a probe that was loaded to count by system call.
  ///
  /// - Returns: A count for each number from 0 of the 64-bit table, then of the 32-bit one; the
  ///   last is of all other numbers.
  public static func callCounts(of probe: LoadedProbe) throws(BPFError) -> [CallCount] {
    let map = try probe.object.map("by_number")
    var counts: [CallCount] = []
    for place in 0...UInt32(SYSCOUNT_OTHER) {
      let words = try map.sumOverCPUs(index: place)
      var count = CallCount(count: words[0], time: words[1])
      if place < SYSCOUNT_OTHER {
        count.table = place < SYSCOUNT_NUMBERS ? .x86_64 : .i386
        count.number = Int(place) % Int(SYSCOUNT_NUMBERS)
      }
      counts.append(count)
    }
    return counts
  }

  /// Calls by number of the system call, as `callCounts(of:)` has them, without names and times.
  public static func numberCounts(of probe: LoadedProbe) throws(BPFError) -> [UInt64] {
    try callCounts(of: probe).map(\.count)
  }
}
