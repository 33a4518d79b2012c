// SPDX-License-Identifier: Apache-2.0

import ArgumentParser

/// The options of tools that report each event.
struct StreamOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "No line an event, but in the end the most frequent ones with their counts.",
      valueName: "count"))
  var top: Int?

  @Option(
    help: ArgumentHelp(
      "Room for events on their way, a power of two such as 16M.", valueName: "bytes"))
  var ringSize: RingSize?

  func validate() throws {
    if let top, top < 1 { throw ValidationError("--top takes a count from 1 up, not \(top)") }
  }
}

/// The size of a ring: bytes, or with K, M or G behind.
struct RingSize: ExpressibleByArgument {
  private static let units: [Character: UInt64] = ["K": 1 << 10, "M": 1 << 20, "G": 1 << 30]
  /// The least that the kernel takes: a page.
  private static let least: UInt64 = 4096
  /// The most that is taken: half of what the kernel takes.
  private static let most: UInt64 = 1 << 30

  let bytes: UInt32

  init?(argument: String) {
    let unit = argument.last.flatMap { Self.units[Character($0.uppercased())] }
    guard let number = UInt64(unit == nil ? argument[...] : argument.dropLast()),
      number <= Self.most
    else { return nil }
    let bytes = number * (unit ?? 1)
    guard (Self.least...Self.most).contains(bytes), bytes & (bytes - 1) == 0 else { return nil }
    self.bytes = UInt32(bytes)
  }
}
