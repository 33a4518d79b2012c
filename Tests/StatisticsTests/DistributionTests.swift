// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Statistics

/// Expected numbers: `scipy.stats` 1.17.1, `norm.ppf`, `norm.cdf`, `t.ppf`, `t.sf`.
@Suite struct DistributionTests {
  @Test(arguments: [
    (0.975, 1.959963984540054), (0.9909, 2.3615238743101443), (1e-12, -7.034483825301131),
    (0.3, -0.5244005127080409), (0.5, 0), (1e-300, -37.0470962993612),
  ])
  func `a normal quantile agrees with scipy`(probability: Double, expected: Double) {
    #expect(isClose(normalQuantile(probability), expected, within: 1e-12))
  }

  @Test func `the normal distribution is accurate in its tail`() {
    #expect(isClose(normalCDF(-8) / 6.22096057427174e-16, 1))
    #expect(isClose(normalCDF(1.5), 0.9331927987311419))
  }

  @Test(arguments: [
    (0.975, 1.0, 12.706204736174694), (0.975, 2, 4.302652729749462),
    (0.975, 7, 2.364624251592784), (0.975, 11, 2.200985160091639),
    (0.9909, 11, 2.770828627130518), (0.95, 23, 1.713871527747048),
    (0.6, 3.5, 0.27326545405577973), (0.999999, 5, 24.771029720372493),
    (1e-9, 1, -318309886.1837907), (0.975, 1e5, 1.9599877075346095),
    (0.75, 0.5, 1.5537739740300383), (0.5, 3, 0),
  ])
  func `a Student quantile agrees with scipy to 1e-8`(
    probability: Double, degreesOfFreedom: Double, expected: Double
  ) {
    let quantile = studentQuantile(probability, degreesOfFreedom: degreesOfFreedom)
    #expect(isClose(quantile, expected, within: 1e-8))
  }

  @Test func `the tail of Student's distribution agrees with scipy`() {
    #expect(isClose(studentUpperTail(30, degreesOfFreedom: 4) / 3.6764280488306595e-06, 1))
    #expect(isClose(studentUpperTail(-1.2, degreesOfFreedom: 9), 0.8696134013047693))
  }
}
