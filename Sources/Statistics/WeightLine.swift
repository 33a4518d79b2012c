// SPDX-License-Identifier: Apache-2.0

/// Whether known weights lie on a straight line, from several loads of them.
///
/// In each load the slopes between neighbouring weights; over loads the mean with Student's
/// interval. What a weight of nothing costs plays no part.
public struct WeightLine: Sendable, Hashable {
  /// The cost of one unit between each two neighbours.
  public let slopes: [Interval]
  /// The last slope ÷ the first − 1: 0 on a straight line.
  public let curvature: Interval
  /// The cost of one unit over all weights, by least squares in each load.
  public let slope: Interval

  /// Fits the line.
  ///
  /// - Parameters:
  ///   - weights: At least 3, ascending, in units.
  ///   - loads: One row a load, which has the cost of each weight.
  ///   - confidence: In 0 ..< 1. The result is `nil` with fewer than 2 loads, or where a number is
  ///     not finite.
  public init?(weights: [Double], loads: [[Double]], confidence: Double = 0.95) {
    precondition(weights.count >= 3, "two points are always on a line")
    precondition(zip(weights, weights.dropFirst()).allSatisfy { $0 < $1 }, "weights ascend")
    precondition(loads.allSatisfy { $0.count == weights.count }, "a cost for each weight")
    let steps = loads.map { neighbouringSlopes(weights, $0) }
    var slopes: [Interval] = []
    for index in 0..<(weights.count - 1) {
      guard let slope = studentInterval(steps.map { $0[index] }, confidence: confidence) else {
        return nil
      }
      slopes.append(slope)
    }
    let last = weights.count - 2
    let bends = steps.map { ($0[last] / $0[0]) - 1 }
    let lines = loads.map { leastSquaresSlope(weights, $0) }
    guard let curvature = studentInterval(bends, confidence: confidence),
      let slope = studentInterval(lines, confidence: confidence)
    else { return nil }
    self.slopes = slopes
    self.curvature = curvature
    self.slope = slope
  }
}

/// The slopes between each two neighbouring points.
private func neighbouringSlopes(_ x: [Double], _ y: [Double]) -> [Double] {
  var slopes: [Double] = []
  for index in 1..<x.count { slopes.append((y[index] - y[index - 1]) / (x[index] - x[index - 1])) }
  return slopes
}

/// Returns the slope of the straight line that comes nearest to some points, by least squares.
///
/// Legendre 1805: Σ(x − x̄)(y − ȳ) ÷ Σ(x − x̄)².
/// - Parameters:
///   - x: At least two different numbers.
///   - y: As many.
/// - Returns: In the unit of `y` for each unit of `x`.
public func leastSquaresSlope(_ x: [Double], _ y: [Double]) -> Double {
  precondition(x.count == y.count && x.count >= 2, "two points or more")
  let meanX = x.reduce(0, +) / Double(x.count)
  let meanY = y.reduce(0, +) / Double(y.count)
  var products = 0.0
  var squares = 0.0
  for (x, y) in zip(x, y) {
    products += (x - meanX) * (y - meanY)
    squares += (x - meanX) * (x - meanX)
  }
  return products / squares
}
