// SPDX-License-Identifier: Apache-2.0

import BPF
import Results
import Scale
import Subjects
import Workloads

/// Guest instructions of a system call with a program of known weight on it.
public struct WeightReading: Codable, Hashable, Sendable {
  /// Multiplies in the program.
  public var multiplies: Int
  /// Instructions of the call and the program.
  public var instructions: Double
}

extension InstructionScale {
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
