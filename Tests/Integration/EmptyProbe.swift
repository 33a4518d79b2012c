// SPDX-License-Identifier: Apache-2.0

import BPF
import ProbeObjects
import Probes

/// Empty programs at hooks as a probe of one rung, for tests of loading and attaching.
struct EmptyProbe: Probe {
  let name = "empty"
  let losses = LossCount.none
  private let rung: Rung

  /// Up to eight hooks of each kind.
  init(named name: String, on hooks: [Hook]) {
    var used: [Hook.Kind: Int] = [:]
    rung = Rung(
      name,
      hooks.map { hook in
        let number = used[hook.kind, default: 0]
        used[hook.kind] = number + 1
        return Rung.Placement("\(hook.kind.rawValue)_\(number)", at: hook)
      })
  }

  var object: ProbeObject { .floor }

  var ladder: [Rung] { [rung] }
}
