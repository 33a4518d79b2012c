// SPDX-License-Identifier: Apache-2.0

import BPF

extension Rung.Placement {
  /// Follows how processes are called in a map `by_process`: it runs where a thread gets another
  /// name.
  static let processNames = Rung.Placement("process_renamed", at: .rawTracepoint("task_rename"))
}
