// SPDX-License-Identifier: Apache-2.0

import ArgumentParser

/// What a probe may cost at most.
enum Budget: Hashable {
  /// So much of one CPU's time: 0.01 is 1 %.
  case processor(Double)
  /// So many nanoseconds of CPU time for each event that its hooks meet.
  case event(nanoseconds: Double)
}

extension Budget: ExpressibleByArgument {
  private static let perEvent = "/op"
  private static let units: [(name: String, nanoseconds: Double)] = [
    ("ns", 1), ("us", 1e3), ("µs", 1e3), ("ms", 1e6),
  ]

  /// `1%` or `200ns/op`; nothing else, since a bare number could be either.
  init?(argument: String) {
    if argument.hasSuffix("%") {
      guard let percent = Self.number(argument.dropLast()) else { return nil }
      self = .processor(percent / 100)
      return
    }
    guard argument.hasSuffix(Self.perEvent) else { return nil }
    let time = argument.dropLast(Self.perEvent.count)
    guard let unit = Self.units.first(where: { time.hasSuffix($0.name) }),
      let number = Self.number(time.dropLast(unit.name.count))
    else { return nil }
    self = .event(nanoseconds: number * unit.nanoseconds)
  }

  /// Above 0 and finite.
  private static func number(_ text: Substring) -> Double? {
    Double(text).flatMap { $0 > 0 && $0 < 1e9 ? $0 : nil }
  }

  /// As one would type it.
  var text: String {
    switch self {
    case .processor(let fraction): "\(shortText(fraction * 100))%"
    case .event(let nanoseconds): "\(shortText(nanoseconds))ns/op"
    }
  }
}

/// A number from 0 up with at most two decimals, of one below 0.01 six: `0.25`, `3.2`, `817`, `0.001`.
func shortText(_ number: Double) -> String {
  let decimals = number >= 100 ? 1 : number >= 10 ? 10 : number >= 0.01 ? 100 : 1_000_000
  let scaled = Int((min(number, 1e12) * Double(decimals)).rounded())
  let rest = "\(scaled % decimals + decimals)".dropFirst()
  let trimmed = rest.reversed().drop { $0 == "0" }.reversed()
  return "\(scaled / decimals)\(trimmed.isEmpty ? "" : "." + String(trimmed))"
}
