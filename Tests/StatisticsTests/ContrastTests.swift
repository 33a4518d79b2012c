// SPDX-License-Identifier: Apache-2.0

import Glibc
import Statistics
import Testing

@Suite struct ContrastTests {
  @Test func `a pair of equal samples has a difference of zero`() throws {
    let loads = (0..<8).map { load in
      (0..<20).map { block -> BlockPair in
        let value = 190 + Double(load) + Double(block)
        return BlockPair(reference: value, condition: value)
      }
    }
    let contrast = try Contrast(loads: loads)
    #expect(contrast.difference == Interval(estimate: 0, low: 0, high: 0))
    #expect(contrast.ratio == Interval(estimate: 0, low: 0, high: 0))
  }

  @Test func `loads that differ give the mean over loads with the interval of Student`() throws {
    // One number a load, so that Student's interval can be looked up: mean 12, s = 2, n = 3,
    // t(0.975, 2) = 4.302652729749462.
    let loads = [10.0, 12, 14].map { cost in
      [
        BlockPair(reference: 100, condition: 100 + cost),
        BlockPair(reference: 100, condition: 100 + cost),
      ]
    }
    let contrast = try Contrast(loads: loads)
    #expect(isClose(contrast.difference.estimate, 12))
    #expect(isClose(contrast.difference.halfWidth, 4.302652729749462 * 2 / 3.0.squareRoot()))
    let logMean = (log(1.10) + log(1.12) + log(1.14)) / 3
    #expect(isClose(contrast.ratio.estimate, expm1(logMean)))
    #expect(contrast.ratio.contains(0.12))
    #expect(contrast.loads == 3)
    #expect(contrast.base == 100)
  }

  @Test func `a load is estimated by the averages of all pairs of its blocks, not by their median`()
    throws
  {
    // Of 1, 2, 9 the averages are 1, 1.5, 2, 5, 5.5, 9: their median is 3.5.
    let differences = [1.0, 2, 9].map { BlockPair(reference: 100, condition: 100 + $0) }
    let contrast = try Contrast(loads: [differences, differences])
    #expect(isClose(contrast.difference.estimate, 3.5))
    // The same on the log scale.
    let ratios = [1.0, 2, 9].map { BlockPair(reference: 100, condition: 100 * exp($0 / 100)) }
    let logScale = try Contrast(loads: [ratios, ratios])
    #expect(isClose(logScale.ratio.estimate, expm1(0.035)))
  }

  @Test func `another confidence needs no second look at the blocks`() throws {
    let loads = [10.0, 12, 14].map { [BlockPair(reference: 100, condition: 100 + $0)] }
    let (narrow, wide) = (try Contrast(loads: loads, confidence: 0.9), try Contrast(loads: loads))
    #expect(wide.difference(confidence: 0.9) == narrow.difference)
    #expect(wide.ratio(confidence: 0.9) == narrow.ratio)
  }

  @Test func `a load counts the same however many blocks it holds`() throws {
    let small = [BlockPair(reference: 100, condition: 110)]
    let large = Array(repeating: BlockPair(reference: 100, condition: 120), count: 99)
    #expect(isClose(try Contrast(loads: [small, large]).difference.estimate, 15))
  }

  @Test func `what gives no estimate says why`() {
    let good = [BlockPair(reference: 1, condition: 1)]
    let still = [BlockPair(reference: 1, condition: 1), BlockPair(reference: 1, condition: 0)]
    let endless = [BlockPair(reference: .infinity, condition: 1)]
    #expect(throws: StatisticsError.tooFewLoads(0)) { try Contrast(loads: []) }
    #expect(throws: StatisticsError.tooFewLoads(1)) { try Contrast(loads: [good]) }
    #expect(throws: StatisticsError.emptyLoad(index: 1)) { try Contrast(loads: [good, []]) }
    #expect(throws: StatisticsError.notPositive(load: 1, block: 1)) {
      try Contrast(loads: [good, still])
    }
    #expect(throws: StatisticsError.notPositive(load: 0, block: 0)) {
      try Contrast(loads: [endless, good])
    }
    #expect(
      StatisticsError.notPositive(load: 1, block: 1).description
        == "block 2 of load 2 has no positive time: use longer slices")
  }
}
