// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Returns the regularised incomplete beta function I(x; a, b), x in 0 ... 1, a and b above 0.
///
/// The continued fraction 8.17.22 of the NIST Digital Library of Mathematical Functions, evaluated
/// by Lentz's method as modified by Thompson & Barnett 1986; where that converges slowly, through
/// I(x; a, b) = 1 − I(1 − x; b, a).
func regularisedIncompleteBeta(_ x: Double, _ a: Double, _ b: Double) -> Double {
  if x <= 0 { return 0 }
  if x >= 1 { return 1 }
  if x > (a + 1) / (a + b + 2) { return 1 - regularisedIncompleteBeta(1 - x, b, a) }
  let logBeta = lgamma(a).0 + lgamma(b).0 - lgamma(a + b).0
  let factor = exp(a * log(x) + b * log1p(-x) - logBeta) / a
  return factor / betaFraction(x, a, b)
}

/// Returns the continued fraction 1 + d(1)/(1 + d(2)/(1 + …)) of DLMF 8.17.22.
private func betaFraction(_ x: Double, _ a: Double, _ b: Double) -> Double {
  let tiny = 1e-300
  var value = 1.0
  var numerator = 1.0
  var denominator = 0.0
  for step in 1...10_000 {
    let m = Double(step / 2)
    let coefficient =
      step % 2 == 0
      ? m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
      : -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
    denominator = 1 + coefficient * denominator
    if abs(denominator) < tiny { denominator = tiny }
    denominator = 1 / denominator
    numerator = 1 + coefficient / numerator
    if abs(numerator) < tiny { numerator = tiny }
    let change = numerator * denominator
    value *= change
    if abs(change - 1) < 1e-16 { break }
  }
  return value
}
