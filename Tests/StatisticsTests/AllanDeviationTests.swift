// SPDX-License-Identifier: Apache-2.0

import Glibc
import Statistics
import Testing

@Suite struct AllanDeviationTests {
  @Test(arguments: [
    (1, 2.4954504056928735), (2, 1.5723301886761007), (3, 1.3540064007726602),
    (6, 0.7071067811865476),
  ])
  func `the deviation of a short series agrees with numpy`(length: Int, expected: Double) {
    // The formula written with numpy.convolve.
    let values: [Double] = [3, 1, 4, 1, 5, 9, 2, 6, 5, 3, 5, 8]
    #expect(isClose(allanDeviation(values, length: length), expected))
    #expect(allanDeviation(values, length: 7) == nil)
  }

  @Test func `white noise falls as the root of the length, wandering noise does not`() throws {
    let fall = try [SimulatedMachine.Noise.white, .wandering].map { noise in
      var machine = SimulatedMachine(noise: noise, logEffect: 0, seed: 2)
      let series = (0..<8000).map { _ in machine.stint(0) }
      let short = try #require(allanDeviation(series, length: 1))
      let long = try #require(allanDeviation(series, length: 16))
      return long / short
    }
    #expect(abs(fall[0] - 0.25) < 0.03)
    #expect(fall[1] > 0.8)
  }
}
