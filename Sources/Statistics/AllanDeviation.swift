// SPDX-License-Identifier: Apache-2.0

/// Returns the overlapping Allan deviation of a series at an averaging length.
///
/// Allan 1966 (Proc. IEEE 54:221), in the overlapping form of NIST SP 1065, section 5.2.4: the root
/// of half the mean square of the difference between neighbouring averages of `length` values.
/// White noise falls as 1/√length; flicker noise stays level, which is where longer averages do not
/// help and faster alternation does.
/// - Parameters:
///   - values: A series of equal spacing, such as nanoseconds per operation of each slice.
///   - length: Values in an average, at least 1. A stint's length ÷ a slice's length.
/// - Returns: In the unit of `values`: divide by their mean for a relative one. `nil` when there are
///   fewer than 2 · `length` values or one is not finite.
public func allanDeviation(_ values: [Double], length: Int) -> Double? {
  precondition(length >= 1, "an average holds at least 1 value")
  guard values.count >= 2 * length, values.allSatisfy(\.isFinite) else { return nil }
  // The sum of the second half of a window less that of its first half, moved along by one.
  var gap = 0.0
  for index in 0..<length { gap += values[index + length] - values[index] }
  var squares = gap * gap
  let windows = values.count - 2 * length + 1
  for start in 1..<max(windows, 1) where windows > 1 {
    gap += values[start - 1] - 2 * values[start + length - 1] + values[start + 2 * length - 1]
    squares += gap * gap
  }
  let span = Double(length)
  return (squares / (2 * span * span * Double(windows))).squareRoot()
}
