// SPDX-License-Identifier: Apache-2.0

/// What a probe may cost at most.
public enum Budget: Hashable, Sendable {
  /// A part of one CPU's time: 0.01 is 1 %.
  case processor(Double)
  /// Nanoseconds of CPU time for each event that the probe's hooks meet.
  case event(nanoseconds: Double)
}

extension Budget {
  private static let perEvent = "/op"
  private static let units: [(name: String, nanoseconds: Double)] = [
    ("ns", 1), ("us", 1e3), ("µs", 1e3), ("ms", 1e6),
  ]

  /// Reads `1%` or `200ns/op`; a bare number is refused, since it could be either.
  public init?(_ text: String) {
    if text.hasSuffix("%") {
      guard let percent = Self.number(text.dropLast()) else { return nil }
      self = .processor(percent / 100)
      return
    }
    guard text.hasSuffix(Self.perEvent) else { return nil }
    let time = text.dropLast(Self.perEvent.count)
    guard let unit = Self.units.first(where: { time.hasSuffix($0.name) }),
      let number = Self.number(time.dropLast(unit.name.count))
    else { return nil }
    self = .event(nanoseconds: number * unit.nanoseconds)
  }

  private static func number(_ text: Substring) -> Double? {
    Double(text).flatMap { $0 > 0 && $0 < 1e9 ? $0 : nil }
  }

  /// The budget as one would type it.
  public var text: String {
    switch self {
    case .processor(let fraction): "\(shortText(fraction * 100))%"
    case .event(let nanoseconds): "\(shortText(nanoseconds))ns/op"
    }
  }
}

/// Writes a number from 0 up with at most two decimals, below 0.01 with six: `0.25`, `0.001`.
func shortText(_ number: Double) -> String {
  let decimals = number >= 100 ? 1 : number >= 10 ? 10 : number >= 0.01 ? 100 : 1_000_000
  let scaled = Int((min(number, 1e12) * Double(decimals)).rounded())
  let rest = "\(scaled % decimals + decimals)".dropFirst()
  let trimmed = rest.reversed().drop { $0 == "0" }.reversed()
  return "\(scaled / decimals)\(trimmed.isEmpty ? "" : "." + String(trimmed))"
}
