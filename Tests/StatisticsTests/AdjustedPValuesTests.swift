// SPDX-License-Identifier: Apache-2.0

import Statistics
import Testing

@Suite struct AdjustedPValuesTests {
  private let p = [0.01, 0.04, 0.03, 0.005, 0.5]

  @Test func `Holm's values are those worked out by hand`() {
    // 5 · 0.005, 4 · 0.01, 3 · 0.03, then 2 · 0.04 = 0.08 raised to 0.09, 1 · 0.5.
    let expected = [0.04, 0.09, 0.09, 0.025, 0.5]
    #expect(zip(holm(p), expected).allSatisfy { isClose($0, $1) })
    #expect(holm([0.6, 0.7]) == [1, 1])
    #expect(holm([]).isEmpty)
  }

  @Test func `Benjamini and Hochberg's values agree with scipy`() {
    // scipy.stats.false_discovery_control
    let expected = [0.025, 0.05, 0.05, 0.025, 0.5]
    #expect(zip(benjaminiHochberg(p), expected).allSatisfy { isClose($0, $1) })
    #expect(benjaminiHochberg([]).isEmpty)
  }

  @Test func `Student's test agrees with scipy`() {
    // scipy.stats.ttest_1samp(darwin, 5)
    #expect(isClose(studentPValue(darwin, mean: 5), 0.12433978310514818))
    #expect(
      isClose(studentPValue(darwin, mean: 5, alternative: .greater), 0.06216989155257409))
    #expect(
      isClose(studentPValue(darwin, mean: 5, alternative: .less), 1 - 0.06216989155257409))
    #expect(studentPValue([1]) == nil)
  }

  @Test func `equal values differ from another one with certainty, and from themselves never`() {
    #expect(studentPValue([2, 2, 2]) == 0)
    #expect(studentPValue([2, 2, 2], mean: 2) == 1)
  }
}
