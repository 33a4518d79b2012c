// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Statistics

@Suite struct FalseAlarmTests {
  /// Loads of nothing against nothing, with a noise of so much and a bias that is not to count.
  private func loads(noise: Double) -> [Double] {
    var machine = SimulatedMachine(noise: .white, logEffect: 0, seed: 5)
    return (0..<200).map { _ in 0.01 + noise * machine.normal() }
  }

  @Test(arguments: [0.0005, 0.004, 0.05])
  func `the shipped rule calls nothing different at most 6 times in 100`(noise: Double) {
    var random = RandomSource(seed: 9)
    let alarms = StoppingRule().falseAlarms(
      logRatios: loads(noise: noise), base: 190, runs: 3000, random: &random)
    #expect(Double(alarms) / 3000 <= 0.06)
    #expect(alarms > 30)
  }

  @Test func `a rule whose intervals hold half as often as they say is caught`() {
    var random = RandomSource(seed: 9)
    let alarms = StoppingRule(intervalConfidence: 0.8).falseAlarms(
      logRatios: loads(noise: 0.004), base: 190, runs: 1000, random: &random)
    #expect(Double(alarms) / 1000 > 0.1)
  }
}
