// SPDX-License-Identifier: Apache-2.0

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
