// SPDX-License-Identifier: Apache-2.0

import BPF
import Results
import Statistics

/// The time to attach and detach programs at a set of hooks.
package struct WayToggle: Sendable {
  /// The kinds of hook and their numbers, for example `tracepoint ×3`.
  let name: String
  private let attachSeconds: [Double]
  private let detachSeconds: [Double]

  /// Times empty programs.
  package init(
    _ hooks: [Hook], times: Int, environment: WeighingEnvironment
  ) throws(WeighingError) {
    var counts: [Hook.Kind: Int] = [:]
    for hook in hooks { counts[hook.kind, default: 0] += 1 }
    name = Hook.Kind.allCases.compactMap { kind in
      counts[kind].map { $0 == 1 ? kind.rawValue : "\(kind.rawValue) ×\($0)" }
    }.joined(separator: ", ")
    var attachTimes: [Double] = []
    var detachTimes: [Double] = []
    let programs = try PreparedPrograms(emptyAt: hooks)
    for _ in 0..<times where !environment.isInterrupted() {
      let start = environment.now()
      try programs.attach()
      let middle = environment.now()
      programs.detach()
      attachTimes.append(middle - start)
      detachTimes.append(environment.now() - middle)
    }
    attachSeconds = attachTimes
    detachSeconds = detachTimes
  }

  /// Seconds to toggle in a block: the floor and the subject, the control, and the dummy before
  /// each of the five.
  package var blockSeconds: Double {
    let one = (median(attachSeconds) ?? 0) + (median(detachSeconds) ?? 0)
    return (2 * one) + 0.002
  }

  /// The times for the document.
  var documented: Calibration.Toggle {
    func timing(_ seconds: [Double]) -> Calibration.Timing {
      .init(median: (median(seconds) ?? 0) * 1e3, p95: (quantile(seconds, 0.95) ?? 0) * 1e3)
    }
    return .init(
      hook: name, attachMilliseconds: timing(attachSeconds),
      detachMilliseconds: timing(detachSeconds))
  }
}
