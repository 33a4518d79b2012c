// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Statistics

/// Expected ranks: the distribution convolved in numpy, at tails of 2.5 % and 5 %. They are the
/// critical values of Wilcoxon's table plus one.
@Suite struct SignedRankTests {
  @Test(arguments: [
    (5, 0, 1), (6, 1, 3), (8, 4, 6), (10, 9, 11), (12, 14, 18), (15, 26, 31), (24, 82, 92),
    (50, 435, 467),
  ])
  func `the exact ranks are those of the table`(count: Int, at95: Int, at90: Int) {
    #expect(SignedRank.exactRank(valueCount: count, tail: 0.025) == at95)
    #expect(SignedRank.exactRank(valueCount: count, tail: 0.05) == at90)
  }

  @Test(arguments: [(51, 454, 487), (100, 1956, 2046)])
  func `the approximate ranks are within one of the exact ones`(
    count: Int, at95: Int, at90: Int
  ) throws {
    let ninetyFive = try #require(SignedRank.rank(valueCount: count, confidence: 0.95))
    let ninety = try #require(SignedRank.rank(valueCount: count, confidence: 0.9))
    #expect(abs(ninetyFive - at95) <= 1)
    #expect(abs(ninety - at90) <= 1)
  }

  @Test func `the probabilities add up to one`() {
    #expect(isClose(SignedRank.probabilities(valueCount: 50).reduce(0, +), 1))
    #expect(SignedRank.probabilities(valueCount: 2) == [0.25, 0.25, 0.25, 0.25])
  }
}
