// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Returns the probability that a variable with Student's t distribution exceeds `value`.
///
/// For t ≥ 0 it is I(ν/(ν+t²); ν/2, 1/2) / 2 (Abramowitz & Stegun 26.5.27, 26.7.1), accurate far
/// into the tail.
/// - Parameters:
///   - value: The t statistic, dimensionless.
///   - degreesOfFreedom: Above 0, not necessarily whole.
/// - Returns: In 0 ... 1.
public func studentUpperTail(_ value: Double, degreesOfFreedom: Double) -> Double {
  precondition(degreesOfFreedom > 0, "degrees of freedom are above 0")
  if value < 0 { return 1 - studentUpperTail(-value, degreesOfFreedom: degreesOfFreedom) }
  let x = degreesOfFreedom / (degreesOfFreedom + value * value)
  return regularisedIncompleteBeta(x, degreesOfFreedom / 2, 0.5) / 2
}

/// Returns the value below which a variable with Student's t distribution lies with `probability`.
///
/// Newton's method on the upper tail, from the normal quantile. The tail is convex right of 0 and
/// heavier than the normal one, so each step goes right and none goes too far. Accurate to 1e-8
/// relative, usually to 1e-13.
/// - Parameters:
///   - probability: Between 0 and 1, both excluded.
///   - degreesOfFreedom: Above 0, not necessarily whole.
/// - Returns: The t statistic, dimensionless.
public func studentQuantile(_ probability: Double, degreesOfFreedom: Double) -> Double {
  precondition(probability > 0 && probability < 1, "a probability is between 0 and 1")
  if probability == 0.5 { return 0 }
  if probability < 0.5 {
    return studentTailQuantile(probability, degreesOfFreedom: degreesOfFreedom) * -1
  }
  return studentTailQuantile(1 - probability, degreesOfFreedom: degreesOfFreedom)
}

/// Returns the positive value that is exceeded with probability `tail`, below one half.
private func studentTailQuantile(_ tail: Double, degreesOfFreedom: Double) -> Double {
  let half = degreesOfFreedom / 2
  let logScale = lgamma(half + 0.5).0 - lgamma(half).0 - log(Double.pi * degreesOfFreedom) / 2
  var value = -normalQuantile(tail)
  for _ in 0..<200 {
    let excess = studentUpperTail(value, degreesOfFreedom: degreesOfFreedom) - tail
    let density = exp(logScale - (half + 0.5) * log1p(value * value / degreesOfFreedom))
    let step = excess / density
    value += step
    if abs(step) <= 1e-14 * value { break }
  }
  return value
}
