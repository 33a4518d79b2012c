// SPDX-License-Identifier: Apache-2.0

import Probes

/// Follows what the watched processes do while a tool counts.
protocol SessionFollower: AnyObject {
  /// Waits at most so long, and takes in what they do meanwhile.
  func wait(milliseconds: Int)
  /// Takes in the rest, when the probe is detached.
  func end()
  /// What was not traced of a program's functions; `nil` where there is no such thing.
  var gaps: FunctionFollower.Gaps? { get }
}

extension FunctionFollower: SessionFollower {
  var gaps: Gaps? { untraced }
}

extension ProcessHistory: SessionFollower {
  var gaps: FunctionFollower.Gaps? { nil }
}
