// SPDX-License-Identifier: Apache-2.0

import Statistics
import Testing

@Suite struct StudentTestTests {
  @Test func `Student's test agrees with scipy`() {
    // scipy.stats.ttest_1samp(darwin, 5)
    #expect(isClose(studentPValue(darwin, mean: 5), 0.12433978310514818))
    #expect(studentPValue([1]) == nil)
  }

  @Test func `equal values differ from another one with certainty, and from themselves never`() {
    #expect(studentPValue([2, 2, 2]) == 0)
    #expect(studentPValue([2, 2, 2], mean: 2) == 1)
  }
}
