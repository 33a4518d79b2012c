// SPDX-License-Identifier: Apache-2.0

import BPF

/// The work of every program in the kernel between two readings.
public struct ProgramSample: Sendable {
  /// When it ended, in nanoseconds of CLOCK_MONOTONIC.
  public let time: UInt64
  /// How long it took, in nanoseconds.
  public let nanoseconds: UInt64
  /// Each program that was there in the end.
  public let uses: [ProgramUse]
  /// The dispatch costs of hooks.
  public let prices: HookPrices

  /// The sample between two readings.
  ///
  /// - Parameters:
  ///   - before: The earlier reading.
  ///   - after: The later one.
  ///   - places: Names, hooks and holders by the programs' numbers.
  ///   - prices: What hooks cost.
  ///   - order: What comes first.
  public init(
    from before: ProgramReading, to after: ProgramReading, places: [UInt32: ProgramPlace],
    prices: HookPrices, sortedBy order: ProgramOrder = .cpu
  ) {
    let nanoseconds = after.time > before.time ? after.time - before.time : 1
    let earlier = Dictionary(before.programs.map { ($0.identifier, $0) }) { $1 }
    time = after.time
    self.nanoseconds = nanoseconds
    self.prices = prices
    uses = order.sorted(
      after.programs.map { program in
        ProgramUse(
          from: earlier[program.identifier], to: program, nanoseconds: nanoseconds,
          place: places[program.identifier] ?? ProgramPlace(name: program.name), prices: prices)
      })
  }

  /// The share of one CPU that went into all programs.
  public var share: Double { uses.reduce(0) { $0 + $1.share } }

  /// The share of a CPU in hooks whose cost is known.
  public var hookShare: HookPrices.Price {
    uses.compactMap(\.hookShare).reduce(.init(nanoseconds: 0, low: 0, high: 0)) { sum, share in
      HookPrices.Price(
        nanoseconds: sum.nanoseconds + share.nanoseconds, low: sum.low + share.low,
        high: sum.high + share.high)
    }
  }

  /// The kinds of hook that ran a program, in the order of their names.
  var kindsThatRan: [AttachedHook.Kind] {
    Set(uses.filter { $0.runs > 0 }.flatMap { $0.place.hooks.map(\.kind) }).sorted {
      $0.rawValue < $1.rawValue
    }
  }
}

/// The order of programs, the most first; equal ones by their numbers.
public enum ProgramOrder: String, Sendable, CaseIterable {
  /// CPU in the program and, where its price is known, in its hook.
  case cpu
  /// Events a second.
  case events
  /// Nanoseconds in the program, an event.
  case ns
  /// CPU in the hook.
  case hook
  /// Events that were not seen.
  case missed
  /// By name, then by number.
  case name
  /// By number.
  case id

  func sorted(_ uses: [ProgramUse]) -> [ProgramUse] {
    uses.sorted { one, other in
      let (mine, theirs) = (weight(of: one), weight(of: other))
      if mine != theirs { return mine > theirs }
      if self == .name, one.place.name != other.place.name {
        return one.place.name < other.place.name
      }
      return one.information.identifier < other.information.identifier
    }
  }

  private func weight(of use: ProgramUse) -> Double {
    switch self {
    case .cpu: use.share + (use.hookShare?.nanoseconds ?? 0)
    case .events: use.eventsPerSecond
    case .ns: use.nanosecondsPerEvent ?? 0
    case .hook: use.hookShare?.nanoseconds ?? 0
    case .missed: Double(use.unseen)
    case .name, .id: 0
    }
  }
}
