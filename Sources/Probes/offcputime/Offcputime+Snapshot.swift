// SPDX-License-Identifier: Apache-2.0

import BPF
import CProbeRecords

/// Where a thread was: addresses in the kernel or in its program.
public enum StackTrace: Sendable, Hashable {
  /// There is none: of a kernel thread's program, or it was not asked for.
  case none
  /// There was no room to keep it.
  case lost
  /// Addresses that the frames return to, the innermost first, at most 127.
  case frames([UInt64])

  /// The addresses; none where there is no stack.
  public var addresses: [UInt64] {
    if case .frames(let addresses) = self { addresses } else { [] }
  }
}

extension Offcputime {
  /// How long a thread was blocked at one place.
  public struct Blocked: Sendable, Hashable {
    /// The process; 0 where it has no number in the PID namespace that counts.
    public var pid: UInt32
    /// The thread; 0 where it has no number in that namespace.
    public var tid: UInt32
    /// The process's number in this one's `/proc`; `nil` where it has none there.
    public var visiblePID: UInt32?
    /// The thread's name when it came back last, at most 15 bytes.
    public var comm: [UInt8]
    /// Where it was in the kernel.
    public var kernelStack: StackTrace
    /// Where it was in its program.
    public var userStack: StackTrace
    /// How often it was blocked there.
    public var count: UInt64
    /// How long altogether, in nanoseconds.
    public var sum: UInt64
    /// The longest of these times, in nanoseconds.
    public var maximum: UInt64
  }

  /// The times by thread and place since the probe was loaded, in no order. A time that has not
  /// ended is in none of them.
  ///
  /// - Throws: `BPFError.failed` where the probe is another, or the kernel refuses.
  public static func blocked(of probe: LoadedProbe) throws(BPFError) -> [Blocked] {
    var known: [Int32: StackTrace] = [:]
    var result: [Blocked] = []
    for (key, value) in try probe.object.map("blocks").contents(perCPU: false) {
      let kernel = Int32(bitPattern: key.half(2))
      let user = Int32(bitPattern: key.half(3))
      for number in [kernel, user] where known[number] == nil {
        known[number] = try stack(number, of: probe)
      }
      result.append(
        blocked(
          key, value, known[kernel] ?? .none, known[user] ?? .none, probe.numbering))
    }
    return result
  }

  /// Decodes an entry of the map whose stacks are known.
  static func blocked(
    _ key: MapWords, _ value: MapWords, _ kernelStack: StackTrace, _ userStack: StackTrace,
    _ numbering: Numbering
  ) -> Blocked {
    Blocked(
      pid: numbering.told(machine: key.half(0), namespace: value.half(10)),
      tid: numbering.told(machine: key.half(1), namespace: value.half(11)),
      visiblePID: numbering.visible(machine: key.half(0), namespace: value.half(10)),
      comm: value.bytes(at: 24, limit: 16),
      kernelStack: kernelStack, userStack: userStack, count: value.word(0), sum: value.word(1),
      maximum: value.word(2))
  }

  /// How many stacks found no room since the probe was loaded.
  public static func lostStacks(of probe: LoadedProbe) throws(BPFError) -> UInt64 {
    try probe.object.map("lost_stacks").sumOverCPUs(index: 0)[0]
  }

  private static func stack(
    _ number: Int32, of probe: LoadedProbe
  ) throws(BPFError) -> StackTrace {
    if number == OFFCPUTIME_LOST_STACK { return .lost }
    guard number >= 0 else { return .none }
    let isSecond = number & OFFCPUTIME_SECOND != 0
    let map = try probe.object.map(isSecond ? "second_stacks" : "stacks")
    let place = UInt32(number & ~OFFCPUTIME_SECOND)
    guard let words = try map.words(of: place)?.words else { return .lost }
    return .frames(Array(words.prefix { $0 != 0 }))
  }
}
