// SPDX-License-Identifier: Apache-2.0

import Results

/// A condition of a block: it can be attached and detached while a workload runs.
package protocol Attachable: AnyObject {
  /// The name in the document.
  var condition: Condition { get }
  /// Attaches the condition: it acts on every operation that follows.
  func attach() throws(WeighingError)
  /// Detaches the condition: it acts on no operation that follows.
  func detach() throws(WeighingError)
}

extension Attachable {
  /// Runs a body while the condition is attached. However the body ends, it is detached.
  package func whileAttached<Value>(
    _ body: () throws(WeighingError) -> Value
  ) throws(WeighingError) -> Value {
    try attach()
    let value: Value
    do throws(WeighingError) { value = try body() } catch {
      try detach()
      throw error
    }
    try detach()
    return value
  }
}

/// A condition in which nothing is attached: the base of comparisons.
package final class Nothing: Attachable {
  package let condition: Condition

  package init(_ condition: Condition) { self.condition = condition }

  package func attach() throws(WeighingError) {}

  package func detach() throws(WeighingError) {}
}

/// Attaches and detaches a dummy before each stint of a condition, so that all stints start alike.
///
/// Detaching a program makes a workload that sleeps faster for some ten milliseconds, probably as
/// the kernel has work for the CPU then and does not let it sleep as deep: a read of a block took a
/// tenth less CPU time than after a stint with nothing to detach. A base follows a stint with
/// nothing less often than other conditions do, which looked like a cost of 4 to 9 % of a program
/// that never runs.
package final class PrecededByToggle: Attachable {
  private let inner: any Attachable
  private let dummy: any Attachable
  package var condition: Condition { inner.condition }

  package init(_ dummy: any Attachable, _ inner: any Attachable) {
    self.dummy = dummy
    self.inner = inner
  }

  package func attach() throws(WeighingError) {
    try dummy.attach()
    try dummy.detach()
    try inner.attach()
  }

  package func detach() throws(WeighingError) { try inner.detach() }
}

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
