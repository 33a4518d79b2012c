// SPDX-License-Identifier: Apache-2.0

import Results

/// A loaded subject as a condition, whose witness hears of each stint.
package final class SubjectCondition: Attachable {
  package let condition: Condition
  package let subject: any PreparedSubject
  private let witness: (any Witness)?
  private var isAttached = false

  package init(
    _ condition: Condition, _ subject: any PreparedSubject, witness: (any Witness)? = nil
  ) {
    self.condition = condition
    self.subject = subject
    self.witness = witness
  }

  /// Attaches the subject, unless it is attached.
  package func attach() throws(WeighingError) {
    guard !isAttached else { return }
    witness?.attaching()
    try subject.attach()
    isAttached = true
    witness?.attached()
  }

  package func detach() throws(WeighingError) {
    witness?.detaching()
    try subject.detach()
    isAttached = false
    witness?.detached()
  }
}
