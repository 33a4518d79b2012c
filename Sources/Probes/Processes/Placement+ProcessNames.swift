// SPDX-License-Identifier: Apache-2.0

import BPF

extension Rung.Placement {
  /// Keeps the names in a map `by_process`: runs where a thread gets another name.
  static let processNames = Rung.Placement("process_renamed", at: .rawTracepoint("task_rename"))
}
