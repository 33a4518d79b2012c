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
final class Nothing: Attachable {
  let condition: Condition

  init(_ condition: Condition) { self.condition = condition }

  func attach() throws(WeighingError) {}

  func detach() throws(WeighingError) {}
}
