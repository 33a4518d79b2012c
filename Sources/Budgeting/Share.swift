// SPDX-License-Identifier: Apache-2.0

import Lines
import Probes

/// The part of a time that a probe was attached, from 0 to 1; as text `44 %`.
struct Share: CustomStringConvertible {
  let fraction: Double

  init(attached: UInt64, total: UInt64) {
    fraction = total > 0 ? min(1, Double(attached) / Double(total)) : 1
  }

  var description: String { "\(shortText(fraction * 100)) %" }
}

extension LineBuffer {
  /// Adds the member `share`, to the millionth.
  mutating func append(_ share: Share) {
    key("share")
    let millionths = Int((share.fraction * 1e6).rounded())
    append("\(millionths / 1_000_000).\("\(millionths % 1_000_000 + 1_000_000)".dropFirst())")
  }
}
