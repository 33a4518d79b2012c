// SPDX-License-Identifier: Apache-2.0

import Glibc
import Results
import Statistics

/// How numbers are written: as many digits as the half-width carries, and never more than four.
enum NumberFormat {
  /// A value and its half-width, in one unit and to the same decimal.
  struct Measured {
    /// `71.9`
    let estimate: String
    /// `0.6`
    let halfWidth: String
    /// `ns`
    let unit: String

    /// `71.9 ± 0.6 ns`
    var text: String { "\(estimate) ± \(halfWidth) \(unit)" }
  }

  /// Units of time and how many ns each is.
  private static let timeUnits: [(name: String, nanoseconds: Double)] = [
    ("ns", 1), ("µs", 1e3), ("ms", 1e6), ("s", 1e9),
  ]

  /// A time and its half-width: `412 ± 6 ns`, `0.412 ± 0.006 s`.
  static func time(nanoseconds interval: Interval) -> Measured {
    let unit = timeUnit(for: interval.estimate)
    return measured(
      interval.estimate / unit.nanoseconds, interval.margin / unit.nanoseconds, unit.name)
  }

  /// A fraction and its half-width in percent: `18.2 ± 0.3 %`.
  static func percent(ratio interval: Interval) -> Measured {
    measured(interval.estimate * 100, interval.margin * 100, "%")
  }

  /// A time without an interval, for what is a setting or a bound: `2 ms`, `0.25 ms`.
  static func time(nanoseconds: Double) -> String {
    let unit = timeUnit(for: nanoseconds)
    return "\(short(nanoseconds / unit.nanoseconds)) \(unit.name)"
  }

  /// How long something took, to the second: `3 min 5 s`.
  static func elapsed(seconds: Double) -> String {
    let (minutes, rest) = Int(min(max(0, seconds), 1e15).rounded()).quotientAndRemainder(
      dividingBy: 60)
    return minutes > 0 ? "\(minutes) min \(rest) s" : "\(rest) s"
  }

  /// An upper bound of a time, rounded up: `< 0.6 ns`.
  static func bound(nanoseconds: Double) -> String {
    let limit = max(nanoseconds, 0.01)
    let unit = timeUnit(for: limit)
    let value = limit / unit.nanoseconds
    let step = pow(10, floor(log10(value)) - 1)
    // A limit that is a round number already must not move up by an error of the last bit.
    let above = (value / step - 1e-9).rounded(.up) * step
    return "< \(short(above)) \(unit.name)"
  }

  /// At most three significant digits, without zeros at the end: `2`, `0.25`, `71.9`.
  static func short(_ value: Double) -> String {
    guard value != 0 else { return "0" }
    guard value.isFinite else { return "\(value)" }
    let magnitude = Int(floor(log10(abs(value))))
    let text = fixed(value, decimals: max(0, 2 - magnitude))
    guard text.contains(".") else { return text }
    let zeros = text.reversed().prefix { $0 == "0" }.count
    let trimmed = text.dropLast(zeros)
    return String(trimmed.hasSuffix(".") ? trimmed.dropLast() : trimmed)
  }

  /// A number of guest instructions, rounded; a small one that is not whole has its first decimals.
  static func instructions(_ value: Double) -> String {
    let isWhole = abs(value - value.rounded()) < 0.001
    if isWhole || abs(value) >= 9.95 { return fixed(value, decimals: 0) }
    return abs(value) >= 0.95 ? fixed(value, decimals: 1) : short(value)
  }

  /// A count with separators: `400,000`.
  static func count(_ value: some BinaryInteger) -> String {
    (value < 0 ? "−" : "") + grouped("\(value.magnitude)")
  }

  /// A number with a fixed number of decimals: `−1,234.50`.
  static func fixed(_ value: Double, decimals: Int) -> String {
    let scaled = (abs(value) * pow(10, Double(decimals))).rounded()
    guard scaled < 9e15 else { return "\(value)" }
    let digits = "\(UInt64(scaled))"
    let padded = String(repeating: "0", count: max(0, decimals + 1 - digits.count)) + digits
    let sign = value < 0 && scaled > 0 ? "−" : ""
    let whole = sign + grouped(padded.dropLast(decimals))
    return decimals == 0 ? whole : "\(whole).\(padded.suffix(decimals))"
  }

  private static func grouped(_ digits: some StringProtocol) -> String {
    var text = ""
    for (place, digit) in digits.enumerated() {
      if place > 0 && (digits.count - place).isMultiple(of: 3) { text.append(",") }
      text.append(digit)
    }
    return text
  }

  private static func timeUnit(for nanoseconds: Double) -> (name: String, nanoseconds: Double) {
    // 999.5 would be printed as 1000.
    timeUnits.last { abs(nanoseconds) >= 0.9995 * $0.nanoseconds } ?? timeUnits[0]
  }

  private static func measured(
    _ estimate: Double, _ halfWidth: Double, _ unit: String
  ) -> Measured {
    let decimals = decimals(estimate, halfWidth)
    let smallest = pow(10, -Double(decimals))
    return Measured(
      estimate: fixed(estimate, decimals: decimals),
      halfWidth: fixed(max(halfWidth, smallest), decimals: decimals), unit: unit)
  }

  /// One significant digit of the half-width, two when the first is a 1; four of the whole.
  private static func decimals(_ estimate: Double, _ halfWidth: Double) -> Int {
    let wholeDigits = max(1, Int(floor(log10(max(abs(estimate), 1)))) + 1)
    let most = max(0, 4 - wholeDigits)
    guard halfWidth > 0 else { return most }
    let magnitude = Int(floor(log10(halfWidth)))
    let startsWithOne = halfWidth / pow(10, Double(magnitude)) < 1.95
    return min(most, max(0, -magnitude + (startsWithOne ? 1 : 0)))
  }
}
