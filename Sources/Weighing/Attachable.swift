// SPDX-License-Identifier: Apache-2.0

import BPF
import Results

/// Something that can be attached and detached while a workload runs: one condition of a block.
///
/// It need not be a probe of ours, or a probe at all.
protocol Attachable: AnyObject {
  /// The name in the document.
  var condition: Condition { get }
  /// Puts it in place. On return it acts on every operation that follows.
  func attach() throws(WeighingError)
  /// Takes it away. On return it acts on no operation that follows.
  func detach() throws(WeighingError)
}

extension Attachable {
  /// Does something while it is in place. However that ends, it is taken away.
  func whileAttached<Value>(
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

/// Nothing at all: the base that the others are compared with.
final class Nothing: Attachable {
  let condition: Condition

  init(_ condition: Condition) { self.condition = condition }

  func attach() throws(WeighingError) {}

  func detach() throws(WeighingError) {}
}

/// A condition whose stints all come after the same: a sham that is put in place and taken away.
///
/// Taking a program away makes a workload that sleeps faster for some ten milliseconds, as far as is known since the
/// kernel then has work for the CPU and does not let it sleep as deep: a read of a block took a tenth less CPU time
/// than after a stint with nothing to take away. A base follows one with nothing less often than the others do, and
/// that looked like 4 to 9 % of cost of a program that never runs.
final class AfterSham: Attachable {
  private let inner: any Attachable
  private let sham: any Attachable
  var condition: Condition { inner.condition }

  init(_ sham: any Attachable, _ inner: any Attachable) {
    self.sham = sham
    self.inner = inner
  }

  func attach() throws(WeighingError) {
    try sham.attach()
    try sham.detach()
    try inner.attach()
  }

  func detach() throws(WeighingError) { try inner.detach() }
}
