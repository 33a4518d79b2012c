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

/// Nothing at all: the base that the others are compared with.
///
/// What comes before a stint moves the times of a workload that sleeps: with nothing toggled in between, a read
/// of a block took up to 10 % longer than right after something was taken away, and since a base never follows
/// itself that looked like 4 % of cost. So a sham goes before it: put in place and taken away again.
final class Nothing: Attachable {
  let condition: Condition
  private let sham: (any Attachable)?

  init(_ condition: Condition, after sham: (any Attachable)? = nil) {
    self.condition = condition
    self.sham = sham
  }

  func attach() throws(WeighingError) {
    try sham?.attach()
    try sham?.detach()
  }

  func detach() throws(WeighingError) {}
}
