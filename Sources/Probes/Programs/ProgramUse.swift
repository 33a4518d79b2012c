// SPDX-License-Identifier: Apache-2.0

import BPF

/// The work of a program between two readings.
public struct ProgramUse: Sendable {
  /// Its figures at the end.
  public let information: ProgramInformation
  /// Its name, hooks and holders.
  public let place: ProgramPlace
  /// How often it ran in between.
  public let runs: UInt64
  /// Nanoseconds that it ran on all CPUs, the statistics' clock reads included.
  public let runNanoseconds: UInt64
  /// The dispatch cost of the program's hooks, where it is known.
  public let hookPrice: HookPrices.Price?
  private let seconds: Double

  /// The use between `before` and `after`, which are `nanoseconds` apart.
  ///
  /// - Parameters:
  ///   - before: `nil` for a program that has been loaded in between.
  ///   - after: The same program's figures later.
  ///   - nanoseconds: More than 0.
  ///   - place: Its name, hooks and holders.
  ///   - prices: What hooks cost.
  public init(
    from before: ProgramInformation?, to after: ProgramInformation, nanoseconds: UInt64,
    place: ProgramPlace, prices: HookPrices
  ) {
    information = after
    self.place = place
    // The counts of a program that was loaded since began at 0.
    runs = after.runCount - min(after.runCount, before?.runCount ?? 0)
    runNanoseconds =
      after.runNanoseconds - min(after.runNanoseconds, before?.runNanoseconds ?? 0)
    hookPrice = prices.price(of: place.hooks)
    seconds = Double(max(1, nanoseconds)) / 1e9
  }

  /// Events a second.
  public var eventsPerSecond: Double { Double(runs) / seconds }

  /// Nanoseconds in the program, an event; `nil` where there was none.
  public var nanosecondsPerEvent: Double? {
    runs == 0 ? nil : Double(runNanoseconds) / Double(runs)
  }

  /// The share of one CPU that went into the program; more than 1 where several CPUs ran it.
  public var share: Double { Double(runNanoseconds) / (seconds * 1e9) }

  /// The share of one CPU that went into coming to the program, with the interval of the price.
  public var hookShare: HookPrices.Price? {
    hookPrice.map { price in
      let scale = eventsPerSecond / 1e9
      return HookPrices.Price(
        nanoseconds: price.nanoseconds * scale, low: price.low * scale, high: price.high * scale)
    }
  }

  /// Events that its hooks left out since they were made, or `nil` where the kernel does not tell.
  public var missed: UInt64? {
    let known = place.hooks.compactMap(\.missed)
    return known.isEmpty ? nil : known.reduce(0, &+)
  }

  /// All that it did not see: missed by its hooks, and runs left out since it was already running.
  public var unseen: UInt64 { (missed ?? 0) &+ information.recursionMisses }
}
