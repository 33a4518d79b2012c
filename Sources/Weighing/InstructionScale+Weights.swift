// SPDX-License-Identifier: Apache-2.0

import BPF
import Probes
import Results
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
  /// - Returns: One for each, the lightest first.
  /// - Throws: The kernel's refusal, or what keeps the workload from running.
  public func weighKnownWeights() throws(WeighingError) -> [WeightReading] {
    var readings: [WeightReading] = []
    for multiplies in [0] + WeightScale.multiplies {
      let weight = Weight(multiplies, at: .rawTracepoint("sys_enter"))
      let loaded: LoadedProbe
      do throws(BPFError) { loaded = try weight.load(weight.ladder[0]) } catch {
        throw .kernel(error)
      }
      let condition = LoadedCondition(.probe, loaded)
      try condition.attach()
      defer { condition.detach() }
      readings.append(
        WeightReading(
          multiplies: multiplies,
          instructions: try weights(of: [.syscallStorm])[0].instructions))
    }
    return readings
  }
}
