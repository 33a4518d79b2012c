// SPDX-License-Identifier: Apache-2.0

import Statistics
import Testing

@Suite struct QuantileTests {
  @Test func `a quantile lies between its neighbours as in numpy`() {
    // numpy.quantile([15, 20, 35, 40, 50], 0.4) = 29
    #expect(isClose(quantile([50, 15, 35, 20, 40], 0.4), 29))
    #expect(quantile([3, 1], 0) == 1)
    #expect(quantile([3, 1], 1) == 3)
  }

  @Test func `an even number of values has the median between the middle two`() {
    #expect(median([4, 1, 3, 2]) == 2.5)
  }

  @Test func `no value has no median`() {
    #expect(median([]) == nil)
    #expect(hodgesLehmann([]) == nil)
  }
}
