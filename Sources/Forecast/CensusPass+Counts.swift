// SPDX-License-Identifier: Apache-2.0

import BPF
import Probes
import Results

extension CensusPass {
  /// A program that counts.
  struct Work {
    var hook: Hook
    var runs: Double
    /// Less the time in an empty program at the same hook.
    var nanoseconds: Double
  }

  /// What was counted.
  struct Counts {
    /// What each process did in each part: how often it met each hook, in the order of the hooks.
    var parts: [[Census.Process]] = []
    /// How many events at each hook came after a pause of each class, over all parts.
    var pauses: [[UInt64]] = []
    /// The share of the time in which CPUs had nothing to do, in 0 ... 1.
    var idleShare = 1.0
    /// The length of a part, in seconds.
    var secondsOfPart = 1.0
    /// CPU time that counting took of each second, in ns.
    var nanosecondsPerSecond: Double?
    /// For each program that counts, what it took while that was looked at.
    var work: [Work] = []
    /// The share of block requests that ended on another CPU than they began on, in 0 ... 1.
    var crossed: Double?
    /// Events for which there was no room.
    var uncounted: UInt64 = 0

    /// What the machine did meanwhile.
    var state: MachineState { MachineState(idleShare: idleShare, crossed: crossed) }

    /// What the programs at some hooks took.
    func work(at hooks: [Hook]) -> (runs: Double, nanoseconds: Double) {
      work.filter { hooks.contains($0.hook) }.reduce((0, 0)) {
        ($0.0 + $1.runs, $0.1 + $1.nanoseconds)
      }
    }

    /// The pauses before the events at some of the hooks, over all parts.
    func pauses(at places: [Int]) -> [UInt64] {
      Census.pauses.indices.map { number in places.reduce(0) { $0 + pauses[$1][number] } }
    }
  }
}
