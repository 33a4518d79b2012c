// SPDX-License-Identifier: Apache-2.0

import BPF

/// The dispatch cost of each kind of hook.
///
/// The kernel's own statistics time the program only; this is what they leave out.
public struct HookPrices: Sendable {
  /// Nanoseconds an event.
  public struct Price: Sendable, Hashable {
    /// The best single value.
    public var nanoseconds: Double
    /// The lower end of its interval.
    public var low: Double
    /// The upper end of its interval.
    public var high: Double

    /// A price with its interval.
    public init(nanoseconds: Double, low: Double, high: Double) {
      self.nanoseconds = nanoseconds
      self.low = low
      self.high = high
    }
  }

  /// Where the prices come from, for people; `nil` where there are none.
  public let source: String?
  private let prices: [AttachedHook.Kind: Price]

  /// Prices and where they come from.
  public init(_ prices: [AttachedHook.Kind: Price], from source: String?) {
    self.prices = prices
    self.source = prices.isEmpty ? nil : source
  }

  /// The dispatch cost of a kind of hook; `nil` where nobody has measured it.
  public func price(of kind: AttachedHook.Kind) -> Price? { prices[kind] }

  /// What an event costs that runs a program which is at these hooks; `nil` where they are of
  /// several kinds, of which the run counts do not tell who ran it how often.
  func price(of hooks: [AttachedHook]) -> Price? {
    guard let kind = hooks.first?.kind, hooks.allSatisfy({ $0.kind == kind }) else { return nil }
    return price(of: kind)
  }
}
