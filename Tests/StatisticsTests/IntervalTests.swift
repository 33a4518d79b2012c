// SPDX-License-Identifier: Apache-2.0

import Glibc
import Statistics
import Testing

/// Darwin's fifteen pairs of maize plants, in eighths of an inch (Fisher, The Design of
/// Experiments, 1935, section 17): the textbook example of a paired comparison.
let darwin: [Double] = [49, -67, 8, 16, 6, 23, 28, 41, 14, 29, 56, 24, 75, 60, -48]

/// Expected numbers: Python with numpy and scipy 1.17.1 over all pairs written out, `ttest_1samp`
/// and `binom.ppf`.
@Suite struct IntervalTests {
  @Test func `the interval of Darwin's maize by Student is that of the textbook`() {
    let interval = studentInterval(darwin)
    #expect(isClose(interval?.estimate, 20.933333333333334))
    #expect(isClose(interval?.low, 0.031193318392979563, within: 1e-8))
    #expect(isClose(interval?.high, 41.83547334827369, within: 1e-8))
  }

  @Test func `the interval of Darwin's maize by signed ranks ends on averages of pairs`() {
    #expect(signedRankInterval(darwin) == Interval(estimate: 25, low: 4, high: 41.5))
  }

  @Test func `the interval of Darwin's maize by signs ends on two of the values`() {
    #expect(signInterval(darwin) == Interval(estimate: 24, low: 8, high: 49))
  }

  @Test func `too few values give no interval`() {
    #expect(studentInterval([1]) == nil)
    #expect(studentInterval([1, 2]) != nil)
    #expect(signedRankInterval([1, 2, 3, 4, 5]) == nil)
    #expect(signedRankInterval([1, 2, 3, 4, 5, 6]) == Interval(estimate: 3.5, low: 1, high: 6))
    #expect(signInterval([1, 2, 3, 4, 5]) == nil)
    #expect(signInterval([1, 2, 3, 4, 5, 6]) == Interval(estimate: 3.5, low: 1, high: 6))
    #expect(signedRankInterval([]) == nil)
  }

  @Test func `a value that is not a number gives no interval`() {
    let values = darwin + [.nan]
    #expect(studentInterval(values) == nil)
    #expect(signedRankInterval(values) == nil)
    #expect(signInterval(values) == nil)
    #expect(median([1, .infinity]) == nil)
  }

  @Test func `a sign interval of two thousand values ends on the ranks scipy gives`() {
    let interval = signInterval((1...2000).map(Double.init))
    #expect(interval == Interval(estimate: 1000.5, low: 956, high: 1045))
  }

  @Test func `an interval on another scale keeps its order`() {
    let interval = Interval(estimate: 0.1, low: -0.1, high: 0.2)
    #expect(interval.times(-10) == Interval(estimate: -1, low: -2, high: 1))
    #expect(isClose(interval.map { expm1($0) }.high, expm1(0.2)))
    #expect(isClose(interval.halfWidth, 0.15))
    #expect(interval.contains(0.2) && !interval.contains(0.21))
  }
}
