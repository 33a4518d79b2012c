// SPDX-License-Identifier: Apache-2.0

import BPF
import Probes

/// The line that says which lower rung was taken.
enum RungNotice {
  static func text(of running: RunningProbe, probe: String) -> String {
    let refused = running.refused.map { refusal in
      "\(refusal.rung) (\(refusal.reason.code?.text ?? "it does not fit this kernel"))"
    }
    let verb = refused.count == 1 ? "is" : "are"
    return "\(probe) runs on \(running.rung.name); \(refused.joined(separator: " and ")) "
      + "\(verb) refused here"
  }
}
