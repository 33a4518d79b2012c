// SPDX-License-Identifier: Apache-2.0

import BPF
import Probes
import Results

extension CensusPass {
  /// The work of a program that counts.
  struct Work {
    var hook: Hook
    var runs: Double
    /// The time, less that in an empty program at the same hook.
    var nanoseconds: Double
  }

  /// The counts of a census.
  struct Counts {
    /// The processes of each part, with their counts in the order of the hooks.
    var parts: [[Census.Process]] = []
    /// The number of events at each hook after a pause of each class, over all parts.
    var pauses: [[UInt64]] = []
    /// The idle share of the CPUs' time, in 0 ... 1.
    var idleShare = 1.0
    /// The length of a part, in seconds.
    var secondsOfPart = 1.0
    /// CPU time of counting per second, in ns.
    var nanosecondsPerSecond: Double?
    /// The work of each program in the last part.
    var work: [Work] = []
    /// The share of block requests that ended on another CPU than they began on, in 0 ... 1.
    var crossed: Double?
    /// Events for which there was no room.
    var uncounted: UInt64 = 0

    /// The activity of the machine.
    var state: MachineState { MachineState(idleShare: idleShare, crossed: crossed) }

    /// The work of the programs at some hooks.
    func work(at hooks: [Hook]) -> (runs: Double, nanoseconds: Double) {
      work.filter { hooks.contains($0.hook) }.reduce((0, 0)) {
        ($0.0 + $1.runs, $0.1 + $1.nanoseconds)
      }
    }

    /// The number of events at some hooks by class of the pause before, over all parts.
    func pauses(at places: [Int]) -> [UInt64] {
      Census.pauses.indices.map { number in places.reduce(0) { $0 + pauses[$1][number] } }
    }
  }
}
