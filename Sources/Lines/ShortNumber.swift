// SPDX-License-Identifier: Apache-2.0

/// Numbers for narrow columns: at most five characters up to 999 billions.
package enum ShortNumber {
  private static let units: [(size: Double, symbol: String)] = [
    (1e12, "T"), (1e9, "G"), (1e6, "M"), (1e3, "k"),
  ]
  /// From here on a unit is taken.
  private static let mostWithout = 9999.5

  /// `0`, `0.4`, `17`, `9999`, `12.3k`, `4.50M`.
  package static func count(_ number: Double) -> String {
    if number == 0 { return "0" }
    if number < 0.05 { return "<0.1" }
    if number < 9.95 { return fixed(number, decimals: 1) }
    if number < mostWithout { return "\(Int(number.rounded()))" }
    guard let unit = units.first(where: { number >= $0.size * 0.9995 }) else { return "" }
    let scaled = number / unit.size
    return fixed(scaled, decimals: scaled < 9.995 ? 2 : scaled < 99.95 ? 1 : 0) + unit.symbol
  }

  /// A whole number without a fraction: `0`, `34`, `12.3k`.
  package static func whole(_ number: UInt64) -> String {
    number < 10 ? "\(number)" : count(Double(number))
  }

  /// A whole number in at most four characters up to 999 billions: `9999`, `12k`, `4.5M`.
  package static func brief(_ number: UInt64) -> String {
    guard Double(number) >= mostWithout else { return "\(number)" }
    guard let unit = units.first(where: { Double(number) >= $0.size * 0.9995 }) else { return "" }
    let scaled = Double(number) / unit.size
    return fixed(scaled, decimals: scaled < 9.95 ? 1 : 0) + unit.symbol
  }

  /// A share in percent: `0`, `<0.01`, `0.34`, `12.3`, `240`.
  package static func percent(_ share: Double) -> String {
    let percent = share * 100
    if percent <= 0 { return "0" }
    if percent < 0.005 { return "<0.01" }
    return fixed(percent, decimals: percent < 9.995 ? 2 : percent < 99.95 ? 1 : 0)
  }

  /// A number with so many digits behind its point.
  package static func fixed(_ number: Double, decimals: Int) -> String {
    let unit = (0..<decimals).reduce(1.0) { unit, _ in unit * 10 }
    let digits = "\(Int((number * unit).rounded()))"
    guard decimals > 0 else { return digits }
    let padded = String(repeating: "0", count: max(0, decimals + 1 - digits.count)) + digits
    return "\(padded.dropLast(decimals)).\(padded.suffix(decimals))"
  }
}
