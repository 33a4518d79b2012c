// SPDX-License-Identifier: Apache-2.0

import BPF
import Probes
import Results
import Statistics

/// How long it takes to attach and detach the hooks of a rung.
struct RungToggle: Sendable {
  /// The kinds of hook and their number, for example `tracepoint ×3`.
  let name: String
  private let attachSeconds: [Double]
  private let detachSeconds: [Double]

  /// Times the floor under a rung.
  ///
  /// - Parameters:
  ///   - rung: The rung.
  ///   - times: How often it is attached and detached.
  ///   - environment: The clock, and whether to go on.
  /// - Throws: The kernel's reason where it cannot be attached.
  init(
    _ rung: Rung, times: Int, environment: WeighingEnvironment
  ) throws(WeighingError) {
    var counts: [Hook.Kind: Int] = [:]
    for placement in rung.placements { counts[placement.hook.kind, default: 0] += 1 }
    name = Hook.Kind.allCases.compactMap { kind in
      counts[kind].map { $0 == 1 ? kind.rawValue : "\(kind.rawValue) ×\($0)" }
    }.joined(separator: ", ")
    var attachTimes: [Double] = []
    var detachTimes: [Double] = []
    do throws(BPFError) {
      let floor = Floor(under: rung)
      let loaded = try floor.load(floor.ladder[0])
      for _ in 0..<times where !environment.isInterrupted() {
        let start = environment.now()
        let attached = try loaded.attach()
        let middle = environment.now()
        attached.detach()
        attachTimes.append(middle - start)
        detachTimes.append(environment.now() - middle)
      }
    } catch { throw .kernel(error) }
    attachSeconds = attachTimes
    detachSeconds = detachTimes
  }

  /// Seconds that toggling takes in a block: the floor and the probe, each once, the control, and the
  /// sham before each of the five.
  var blockSeconds: Double {
    let one = (median(attachSeconds) ?? 0) + (median(detachSeconds) ?? 0)
    return (2 * one) + 0.002
  }

  /// What the document says of it.
  var documented: Calibration.Toggle {
    func timing(_ seconds: [Double]) -> Calibration.Timing {
      .init(
        median: (median(seconds) ?? 0) * 1e3, p95: (quantile(seconds, 0.95) ?? 0) * 1e3)
    }
    return .init(
      hook: name, attachMilliseconds: timing(attachSeconds),
      detachMilliseconds: timing(detachSeconds))
  }
}
