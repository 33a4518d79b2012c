// SPDX-License-Identifier: Apache-2.0

import BPF
import Probes

extension WeighedProbe {
  /// Loads a rung, attaches it, and lets go of it at once.
  ///
  /// - Throws: The kernel's reason for refusing it.
  public func attempt(_ rung: Rung) throws(BPFError) {
    try load(rung).attach().detach()
  }
}
