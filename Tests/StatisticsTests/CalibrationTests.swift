// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Statistics

/// The promises of the protocol, on simulated machines with fixed seeds: a failure here is a change
/// of the estimator, never bad luck. With 500 trials a true 95 % shows as 93–97 %.
@Suite struct CalibrationTests {
  @Test(arguments: SimulatedMachine.Noise.allCases)
  func `an interval over loads covers a planted effect in 92 to 98 of 100 runs`(
    noise: SimulatedMachine.Noise
  ) throws {
    var machine = SimulatedMachine(noise: noise, logEffect: 0.18, seed: 11)
    var differences = 0
    let nanoseconds = 190 * machine.effect
    let ratios = try fraction(of: 500) {
      let contrast = try Contrast(loads: machine.loads(12, blocks: 12))
      if contrast.difference.contains(nanoseconds) { differences += 1 }
      return contrast.ratio.contains(machine.effect)
    }
    #expect((0.92...0.98).contains(ratios))
    // Where the base wanders or drifts, the planted ratio is no fixed number of nanoseconds.
    if noise == .white || noise == .spikes {
      #expect((0.92...0.98).contains(Double(differences) / 500))
    }
  }

  @Test(arguments: SimulatedMachine.Noise.allCases)
  func `identical work is not called different more than alpha says`(
    noise: SimulatedMachine.Noise
  ) throws {
    var machine = SimulatedMachine(noise: noise, logEffect: 0, layout: 0.005, seed: 5)
    let alarms = try fraction(of: 500) {
      try !Contrast(loads: machine.loads(8, blocks: 8)).ratio.contains(0)
    }
    #expect((0.02...0.08).contains(alarms))
  }

  @Test(arguments: SimulatedMachine.Noise.allCases)
  func `a planted cost of 5 % is found`(noise: SimulatedMachine.Noise) throws {
    var machine = SimulatedMachine(noise: noise, logEffect: 0.0487902, seed: 3)
    let found = try fraction(of: 100) {
      let ratio = try Contrast(loads: machine.loads(12, blocks: 20)).ratio
      return ratio.low > 0 && abs(ratio.estimate - 0.05) < 0.03
    }
    #expect(found >= 0.98)
  }

  @Test func `an interval over the blocks of all loads in one heap covers far too little`() throws {
    var machine = SimulatedMachine(noise: .white, logEffect: 0.18, seed: 8)
    let nanoseconds = 190 * machine.effect
    let covered = fraction(of: 300) {
      let heap = machine.loads(12, blocks: 20).flatMap { $0 }
      let interval = studentInterval(heap.map { $0.condition - $0.reference })
      return interval?.contains(nanoseconds) ?? false
    }
    #expect(covered < 0.75)
  }
}
