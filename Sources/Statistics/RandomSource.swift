// SPDX-License-Identifier: Apache-2.0

/// A seeded source of random numbers whose every draw stays the same from version to version.
///
/// xoshiro256** of Blackman & Vigna 2021 (ACM Trans. Math. Softw. 47:36), its state filled by
/// `SplitMix64` as they advise. A document's seed must give the order of each block again: bounded
/// draws and shuffles are written here, as the standard library's may change.
public struct RandomSource: RandomNumberGenerator, Sendable {
  private var state: (UInt64, UInt64, UInt64, UInt64)

  /// Starts the sequence that belongs to `seed`.
  ///
  /// - Parameter seed: Any number; equal seeds give equal sequences.
  public init(seed: UInt64) {
    var filler = SplitMix64(seed: seed)
    state = (filler.next(), filler.next(), filler.next(), filler.next())
  }

  /// Starts at a state written out, for comparison with published sequences.
  init(state: (UInt64, UInt64, UInt64, UInt64)) { self.state = state }

  /// Returns the next 64 random bits.
  public mutating func next() -> UInt64 {
    let result = Self.rotate(state.1 &* 5, by: 7) &* 9
    let shifted = state.1 << 17
    state.2 ^= state.0
    state.3 ^= state.1
    state.1 ^= state.2
    state.0 ^= state.3
    state.2 ^= shifted
    state.3 = Self.rotate(state.3, by: 45)
    return result
  }

  /// Returns a source of its own, seeded by one draw: its draws do not move those of others.
  public mutating func split() -> RandomSource { RandomSource(seed: next()) }

  /// Returns a whole number from 0 up to and without `bound`, each as likely as the other.
  ///
  /// Lemire 2019 (ACM Trans. Model. Comput. Simul. 29:3): multiply, and reject the few products
  /// that would make some results likelier.
  /// - Parameter bound: Above 0.
  /// - Returns: In 0 ..< `bound`.
  public mutating func below(_ bound: UInt64) -> UInt64 {
    precondition(bound > 0, "a bound is above 0")
    let unfair = (0 &- bound) % bound
    while true {
      let product = next().multipliedFullWidth(by: bound)
      if product.low >= unfair { return product.high }
    }
  }

  /// Returns a number in 0 ..< 1, a multiple of 2⁻⁵³.
  public mutating func unit() -> Double { Double(next() >> 11) * 0x1p-53 }

  /// Returns `elements` in random order, each order as likely as the other.
  ///
  /// Fisher & Yates, from the last place down (Knuth, The Art of Computer Programming, 3.4.2 P).
  /// - Parameter elements: The conditions of a block, say.
  /// - Returns: The same elements.
  public mutating func shuffled<Element>(_ elements: [Element]) -> [Element] {
    var elements = elements
    for last in stride(from: elements.count - 1, to: 0, by: -1) {
      elements.swapAt(last, Int(below(UInt64(last + 1))))
    }
    return elements
  }

  private static func rotate(_ bits: UInt64, by count: UInt64) -> UInt64 {
    (bits << count) | (bits >> (64 - count))
  }
}

/// The generator that fills the state of a `RandomSource` from one number.
///
/// Steele, Lea & Flood 2014 (OOPSLA, doi 10.1145/2660193.2660195).
struct SplitMix64 {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var bits = state
    bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
    bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
    return bits ^ (bits >> 31)
  }
}
