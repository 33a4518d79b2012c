// SPDX-License-Identifier: Apache-2.0

import BPF
import Probes

extension HookPrices {
  /// Rungs of which each event runs one program, at one kind of hook: their dispatch is that hook's price.
  private static let rungs: [(probe: String, rung: String, kind: AttachedHook.Kind)] = [
    ("syscount", "tp_btf", .tpBTF), ("syscount", "raw_tracepoint", .rawTracepoint),
    ("opensnoop", "tracepoint", .tracepoint), ("opensnoop", "fexit", .fexit),
  ]

  /// The prices that results/ held when this was built.
  static var known: HookPrices {
    var prices: [AttachedHook.Kind: Price] = [:]
    var places: Set<String> = []
    for (probe, rung, kind) in rungs {
      guard let dispatch = KnownCosts.dispatch(probe, rung: rung) else { continue }
      prices[kind] = Price(
        nanoseconds: dispatch.nanoseconds, low: dispatch.low, high: dispatch.high)
      places.insert(dispatch.place)
    }
    return HookPrices(
      prices,
      from: "the results that came with this build: \(places.sorted().joined(separator: "; "))")
  }
}
