// SPDX-License-Identifier: Apache-2.0

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
    #expect(contrast.checkedDifference == Interval(estimate: 0, low: 0, high: 0))
  }
}
