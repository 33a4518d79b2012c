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

  /// One that is attached already, and stays so until it is detached: the next `attach` only tells the witness.
  init(
    _ condition: Condition, _ probe: LoadedProbe, attached: consuming AttachmentSet,
    witness: (any Witness)?
  ) {
    self.condition = condition
    self.probe = probe
    self.witness = witness
    self.attached = consume attached
  }

  func attach() throws(WeighingError) {
    witness?.attaching()
    if isDetached {
      do throws(BPFError) { attached = try probe.attach() } catch { throw .kernel(error) }
    }
    witness?.attached()
  }

  private var isDetached: Bool {
    switch attached {
    case .some: false
    case .none: true
    }
  }

  func detach() throws(WeighingError) {
    witness?.detaching()
    attached = nil
    witness?.detached()
  }
}
