// SPDX-License-Identifier: Apache-2.0

import BPF
import Probes
import Results

/// A probe, or the floor under one, whose programs stay loaded and are attached for each of its stints.
final class LoadedCondition: Attachable {
  let condition: Condition
  let probe: LoadedProbe
  private var attached: AttachmentSet?

  private let witness: (any Witness)?

  init(_ condition: Condition, _ probe: LoadedProbe, witness: (any Witness)? = nil) {
    self.condition = condition
    self.probe = probe
    self.witness = witness
  }

  /// Attaches the programs; what is attached already stays as it is. The witness hears of it before and after.
  func attach() throws(WeighingError) {
    guard isDetached else { return }
    witness?.attaching()
    do throws(BPFError) { attached = try probe.attach() } catch { throw .kernel(error) }
    witness?.attached()
  }

  private var isDetached: Bool {
    switch attached {
    case .some: false
    case .none: true
    }
  }

  func detach() {
    witness?.detaching()
    attached = nil
    witness?.detached()
  }
}
