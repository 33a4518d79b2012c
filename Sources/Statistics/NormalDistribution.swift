// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Returns the probability that a standard normal variable is at most `value`.
///
/// From the complementary error function of the C library, accurate in both tails.
/// - Parameter value: In standard deviations.
/// - Returns: In 0 ... 1.
public func normalCDF(_ value: Double) -> Double { erfc(-value / 2.0.squareRoot()) / 2 }

/// Returns the value below which a standard normal variable lies with `probability`.
///
/// Starts from the rational approximation 26.2.23 of Abramowitz & Stegun (off by up to 4.5e-4) and
/// takes three steps of Halley's method on `normalCDF`: accurate to about 1e-15.
/// - Parameter probability: Between 0 and 1, both excluded.
/// - Returns: In standard deviations.
public func normalQuantile(_ probability: Double) -> Double {
  precondition(probability > 0 && probability < 1, "a probability is between 0 and 1")
  if probability == 0.5 { return 0 }
  if probability > 0.5 { return -normalQuantile(1 - probability) }
  let t = (-2 * log(probability)).squareRoot()
  let numerator = 2.515517 + t * (0.802853 + t * 0.010328)
  let denominator = 1 + t * (1.432788 + t * (0.189269 + t * 0.001308))
  var value = numerator / denominator - t
  for _ in 0..<3 {
    let density = exp(-value * value / 2) / (2 * Double.pi).squareRoot()
    let step = (normalCDF(value) - probability) / density
    value -= step / (1 + value * step / 2)
  }
  return value
}
