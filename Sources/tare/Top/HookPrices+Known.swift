// SPDX-License-Identifier: Apache-2.0

import BPF
import Calibration
import Kernels
import Probes
import Results
import Statistics
import System

extension HookPrices {
  /// Rungs that run one program an event: their dispatch is the price of that kind of hook.
  private static let rungs: [(probe: String, rung: String, kind: AttachedHook.Kind)] = [
    ("syscount", "tp_btf", .tpBTF), ("syscount", "raw_tracepoint", .rawTracepoint),
    ("opensnoop", "tracepoint", .tracepoint), ("opensnoop", "fexit", .fexit),
  ]

  /// This machine's own prices where it was calibrated with this kernel, else those of `known`.
  static func ofThisMachine() throws(ResultsError) -> HookPrices {
    let calibration = try MachineCalibration(cache: CachePlace.standard).find()
    return calibration.map(HookPrices.init) ?? known
  }

  /// The prices of a calibration.
  private init(_ calibration: CalibrationDocument) {
    var prices: [AttachedHook.Kind: Price] = [:]
    for hook in calibration.hooks {
      guard let kind = AttachedHook.Kind(rawValue: hook.kind), let price = hook.nanoseconds else {
        continue
      }
      prices[kind] = Price(price)
    }
    self.init(prices, from: "this machine's calibration of \(calibration.startedAt)")
  }

  /// The prices that results/ held when this was built.
  static var known: HookPrices {
    var prices: [AttachedHook.Kind: Price] = [:]
    var places: Set<String> = []
    for (probe, rung, kind) in rungs {
      let known = KnownCosts.prices.last { $0.probe == probe && $0.rung == rung }
      guard let known, let dispatch = known.dispatch else { continue }
      prices[kind] = Price(dispatch)
      if case .results(let place) = known.source { places.insert(place) }
    }
    return HookPrices(
      prices,
      from: "the results that came with this build: \(places.sorted().joined(separator: "; "))")
  }
}

extension HookPrices.Price {
  fileprivate init(_ interval: Interval) {
    self.init(nanoseconds: interval.estimate, low: interval.low, high: interval.high)
  }
}
