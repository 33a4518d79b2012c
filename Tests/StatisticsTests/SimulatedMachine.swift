// SPDX-License-Identifier: Apache-2.0

import Glibc

@testable import Statistics

/// A machine whose noise is known, and a condition whose cost is planted. All randomness is seeded.
struct SimulatedMachine {
  /// What a stint's logarithm carries beside the effect, one after the other in time.
  enum Noise: CaseIterable {
    /// Independent, of the size `size`.
    case white
    /// An autoregression with coefficient 0.9 from stint to stint, `size` a step.
    case wandering
    /// White, and one stint in twenty takes up to three times as long.
    case spikes
    /// White, and each stint takes 0.1 % more than the one before it.
    case drift
  }

  var noise: Noise
  /// ln(condition ÷ reference), the mean over loads.
  var logEffect: Double
  /// The standard deviation between loads of that logarithm: where the JIT puts the program.
  var layout: Double
  /// The standard deviation of the noise of one stint's logarithm.
  var size: Double
  var random: RandomSource
  private var time = 0.0
  private var memory = 0.0
  private var spare: Double?

  init(noise: Noise, logEffect: Double, layout: Double = 0.02, size: Double = 0.02, seed: UInt64) {
    self.noise = noise
    self.logEffect = logEffect
    self.layout = layout
    self.size = size
    random = RandomSource(seed: seed)
  }

  /// The relative change that is planted.
  var effect: Double { expm1(logEffect) }

  mutating func loads(_ count: Int, blocks: Int) -> [[BlockPair]] {
    (0..<count).map { _ in load(blocks: blocks) }
  }

  mutating func load(blocks: Int) -> [BlockPair] {
    let logRatio = logEffect + layout * normal()
    time = 0
    return (0..<blocks).map { _ in
      // The order is drawn for each block.
      if random.next() >> 63 == 0 {
        let reference = stint(0)
        return BlockPair(reference: reference, condition: stint(logRatio))
      }
      let condition = stint(logRatio)
      return BlockPair(reference: stint(0), condition: condition)
    }
  }

  /// The nanoseconds per operation of the next stint, 190 without noise.
  mutating func stint(_ logRatio: Double) -> Double {
    time += 1
    var logarithm = logRatio + size * normal()
    switch noise {
    case .white: break
    case .wandering:
      memory = 0.9 * memory + (logarithm - logRatio)
      logarithm = logRatio + memory
    case .spikes:
      if random.unit() < 0.05 { logarithm += log(1 + 2 * random.unit()) }
    case .drift: logarithm += 0.001 * time
    }
    return 190 * exp(logarithm)
  }

  /// A standard normal draw (Marsaglia & Bray 1964, the polar method).
  mutating func normal() -> Double {
    if let value = spare {
      spare = nil
      return value
    }
    while true {
      let (x, y) = (2 * random.unit() - 1, 2 * random.unit() - 1)
      let square = x * x + y * y
      if square > 0 && square < 1 {
        let factor = (-2 * log(square) / square).squareRoot()
        spare = y * factor
        return x * factor
      }
    }
  }
}

/// Returns how often `trial` is true, as a fraction.
func fraction(of trials: Int, _ trial: () throws -> Bool) rethrows -> Double {
  var successes = 0
  for _ in 0..<trials where try trial() { successes += 1 }
  return Double(successes) / Double(trials)
}
