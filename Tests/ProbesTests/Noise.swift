// SPDX-License-Identifier: Apache-2.0

/// Xorshift from a seed: the same numbers in every run.
struct Noise: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) {
    state = seed &* 0x9e37_79b9_7f4a_7c15 | 1
  }

  mutating func next() -> UInt64 {
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    return state
  }

  mutating func bytes(_ counts: ClosedRange<Int>) -> [UInt8] {
    (0..<Int.random(in: counts, using: &self)).map { _ in
      UInt8.random(in: .min ... .max, using: &self)
    }
  }

  /// Words of all magnitudes, zeros among them.
  mutating func words(_ counts: ClosedRange<Int>) -> [UInt64] {
    (0..<Int.random(in: counts, using: &self)).map { _ in
      Bool.random(using: &self) ? 0 : next() >> UInt64.random(in: 0...63, using: &self)
    }
  }
}
