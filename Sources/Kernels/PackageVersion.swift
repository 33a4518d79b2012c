// SPDX-License-Identifier: Apache-2.0

/// A version of a Debian package, ordered as dpkg orders them (deb-version(7)).
public struct PackageVersion: Hashable, Sendable {
  /// The index's text, for example `6.12.117-1~deb12u1`.
  public let text: String

  /// A version from its text.
  public init(_ text: String) { self.text = text }

  private var epoch: Int { text.contains(":") ? Int(text.prefix { $0 != ":" }) ?? 0 : 0 }

  private var withoutEpoch: Substring {
    text.firstIndex(of: ":").map { text[text.index(after: $0)...] } ?? text[...]
  }

  private var upstream: Substring {
    withoutEpoch.lastIndex(of: "-").map { withoutEpoch[..<$0] } ?? withoutEpoch
  }

  private var revision: Substring {
    withoutEpoch.lastIndex(of: "-").map { withoutEpoch[withoutEpoch.index(after: $0)...] } ?? "0"
  }
}

extension PackageVersion: Codable, Comparable, CustomStringConvertible {
  /// By epoch, then the upstream version, then the revision.
  public static func < (one: PackageVersion, other: PackageVersion) -> Bool {
    if one.epoch != other.epoch { return one.epoch < other.epoch }
    let order = compare(one.upstream, other.upstream)
    return order == 0 ? compare(one.revision, other.revision) < 0 : order < 0
  }

  /// Versions of equal order are equal: `1.0` and `1.00`.
  public static func == (one: PackageVersion, other: PackageVersion) -> Bool {
    !(one < other) && !(other < one)
  }

  /// Hashes the epoch and the leading digits, which equal versions share.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(epoch)
    hasher.combine(Int(upstream.prefix { $0.isNumber }) ?? 0)
  }

  /// Less than 0, 0 or more than 0: text up to a digit, then a number, and so on.
  private static func compare(_ one: Substring, _ other: Substring) -> Int {
    var one = one.utf8[...], other = other.utf8[...]
    while !one.isEmpty || !other.isEmpty {
      while one.first.map(isDigit) == false || other.first.map(isDigit) == false {
        let difference = weight(one.first) - weight(other.first)
        if difference != 0 { return difference }
        one = one.dropFirst()
        other = other.dropFirst()
      }
      let number = takeNumber(&one), otherNumber = takeNumber(&other)
      if number != otherNumber { return number < otherNumber ? -1 : 1 }
    }
    return 0
  }

  private static func isDigit(_ byte: UInt8) -> Bool { (48...57).contains(byte) }

  /// A tilde comes before the end, the end and digits before letters, letters before the rest.
  private static func weight(_ byte: UInt8?) -> Int {
    switch byte {
    case nil: 0
    case UInt8(ascii: "~"): -1
    case let byte? where isDigit(byte): 0
    case let byte? where (65...90).contains(byte) || (97...122).contains(byte): Int(byte)
    case let byte?: Int(byte) + 256
    }
  }

  private static func takeNumber(_ text: inout Substring.UTF8View.SubSequence) -> UInt64 {
    var number: UInt64 = 0
    while let byte = text.first, isDigit(byte) {
      number = number &* 10 &+ UInt64(byte - 48)
      text = text.dropFirst()
    }
    return number
  }

  /// Reads a string.
  public init(from decoder: any Decoder) throws {
    text = try decoder.singleValueContainer().decode(String.self)
  }

  /// Writes a string.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(text)
  }

  /// The version's text.
  public var description: String { text }
}
