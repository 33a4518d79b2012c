// SPDX-License-Identifier: Apache-2.0

import Glibc

@testable import Results

/// A small generator whose numbers are the same in every run.
struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  /// A draw from the normal distribution.
  mutating func normal(mean: Double, deviation: Double) -> Double {
    let radius = sqrt(-2 * log(Double.random(in: Double.ulpOfOne..<1, using: &self)))
    return mean + deviation * radius * cos(2 * .pi * Double.random(in: 0..<1, using: &self))
  }
}

extension RawSlices {
  /// Slices of 300 µs ± 5 %, with a wall clock 1 µs behind and now and then 20 µs.
  static func noisy(loads: Int, blocks: Int) -> RawSlices {
    var random = SplitMix(state: 1)
    func slice(_ condition: Int) -> Slice {
      let mean = [300_000.0, 300_000, 300_000, 321_000, 354_000][condition]
      let cpu = Int64(random.normal(mean: mean, deviation: 0.05 * mean))
      let spike = Int.random(in: 0..<200, using: &random) == 0 ? 20_000.0 : 0
      let gap = Int64(random.normal(mean: 1000, deviation: 100) + spike)
      return Slice(cpuNanoseconds: cpu, wallNanoseconds: cpu + gap)
    }
    func block() -> Block {
      Block(
        stints: (0..<5).shuffled(using: &random).map { condition in
          let isExcluded = Int.random(in: 0..<100, using: &random) == 0
          return Stint(
            condition: condition, isExcluded: isExcluded,
            slices: (0..<4).map { _ in slice(condition) })
        })
    }
    return RawSlices(
      conditions: [.off, .offAgain, .never, .floor, .probe],
      loads: (0..<loads).map { _ in Load(blocks: (0..<blocks).map { _ in block() }) })
  }
}
