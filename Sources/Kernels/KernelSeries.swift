// SPDX-License-Identifier: Apache-2.0

/// The first two numbers of a kernel's version, for example 6.12.
public struct KernelSeries: Hashable, Comparable, Sendable {
  /// The first number.
  public let major: Int
  /// The second number.
  public let minor: Int

  /// Makes a series of its numbers.
  public init(major: Int, minor: Int) {
    self.major = major
    self.minor = minor
  }

  /// Reads `6.12`, and nothing else.
  public init?(argument: String) {
    let parts = argument.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 2, parts.allSatisfy({ $0.allSatisfy(\.isNumber) }),
      let major = Int(parts[0]), let minor = Int(parts[1])
    else { return nil }
    self.init(major: major, minor: minor)
  }

  /// Reads a release's or version's beginning: `6.12.117+deb13-cloud-amd64`, `7.3~rc5-1~exp1`.
  public init?(prefixOf release: String) {
    let numbers = release.split(separator: ".", maxSplits: 2)
    guard numbers.count >= 2, let major = Int(numbers[0]),
      let minor = Int(numbers[1].prefix { $0.isNumber })
    else { return nil }
    self.init(major: major, minor: minor)
  }

  /// By number: 5.10 comes after 5.9.
  public static func < (one: KernelSeries, other: KernelSeries) -> Bool {
    (one.major, one.minor) < (other.major, other.minor)
  }
}

extension KernelSeries: Codable, CustomStringConvertible {
  /// For example `6.12`.
  public var description: String { "\(major).\(minor)" }

  /// Reads a string such as `"6.12"`.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    guard let series = KernelSeries(argument: text) else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "'\(text)' is no kernel series")
    }
    self = series
  }

  /// Writes a string such as `"6.12"`.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}
