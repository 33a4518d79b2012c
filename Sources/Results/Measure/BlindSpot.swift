// SPDX-License-Identifier: Apache-2.0

/// A process during which the kernel runs no BPF program, not even for interrupts: events are lost.
public struct BlindSpot: Codable, Hashable, Sendable {
  /// The process.
  public var pid: UInt32
  /// Its name, as `/proc/PID/comm` has it.
  public var name: String
  /// How often the kernel gave it a CPU while a program watched, which saw it leave none.
  public var turns: UInt64

  /// Makes one.
  public init(pid: UInt32, name: String, turns: UInt64) {
    self.pid = pid
    self.name = name
    self.turns = turns
  }

  /// Returns a sentence for the reader of a probe's events, without a full stop.
  ///
  /// - Parameters:
  ///   - spots: At least one.
  ///   - kernel: The kernel on which that was seen, as the sentence calls it.
  /// - Returns: The sentence, with the names as they are.
  public static func sentence(_ spots: [BlindSpot], of kernel: String = "this kernel") -> String {
    let names = Set(spots.map { "\($0.name) (\($0.pid))" }).sorted().joined(separator: " or ")
    return "\(kernel) runs no program while \(names) is on a CPU, not for interrupts either"
  }
}
