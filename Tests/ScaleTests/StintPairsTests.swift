// SPDX-License-Identifier: Apache-2.0

import Results
import Statistics
import Testing

@testable import Scale

@Suite struct StintPairsTests {
  /// Stints of one slice whose times are all alike and skewed: the condition makes no difference.
  private static func nothing(loads: Int, blocks: Int) -> RawSlices {
    var random = RandomSource(seed: 11)
    func slice() -> RawSlices.Slice {
      let quantile = normalQuantile(min(max(random.unit(), 1e-12), 1 - 1e-12))
      // A time in the exponent once more: a long tail above.
      let time = Int64(1_000_000 * (1 + 0.5 * (quantile > 0 ? quantile * quantile : 0)))
      return RawSlices.Slice(cpuNanoseconds: time, wallNanoseconds: time)
    }
    let all = (0..<loads).map { _ in
      RawSlices.Load(
        blocks: (0..<blocks).map { _ in
          RawSlices.Block(
            stints: (0..<3).map {
              RawSlices.Stint(condition: $0, isExcluded: false, slices: [slice()])
            })
        })
    }
    return RawSlices(conditions: [.off, .offAgain, .never], loads: all)
  }

  @Test func `skewed times make no difference where there is none`() throws {
    let raw = Self.nothing(loads: 200, blocks: 40)
    let contrasts = CellContrasts(raw: raw, operationsPerSlice: 1000, confidence: 0.95)
    let never = try #require(try contrasts.contrast(.never))
    #expect(never.ratio.halfWidth < 0.01)
    #expect(abs(never.ratio.estimate) < 0.01)
    #expect(abs(never.difference.estimate) < 10)
  }

  @Test func `a stint that is left out takes its pair with it, and no other`() {
    var raw = Self.nothing(loads: 1, blocks: 2)
    raw.loads[0].blocks[1].stints[0].isExcluded = true
    func pairs(_ references: [Int]) -> [BlockPair] {
      raw.pairs(references: references, condition: 2, value: .typical, operationsPerSlice: 1000)
        .flatMap(\.self)
    }
    #expect(pairs([0]).count == 1)
    #expect(pairs([0, 1]).count == 3)
    raw.loads[0].blocks[0].stints[2].isExcluded = true
    #expect(pairs([0, 1]).count == 1)
  }
}
