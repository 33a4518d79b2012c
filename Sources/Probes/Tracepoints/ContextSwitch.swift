// SPDX-License-Identifier: Apache-2.0

import BPF

/// The shape that the tracepoint `sched_switch` has on the running kernel.
enum ContextSwitch {
  /// The suffix of the programs for this kernel's shape.
  ///
  /// Three arguments up to 5.17; then four, the fourth being the state that the leaving thread goes
  /// to; for a short while that state was the second.
  static let suffix: String = {
    do throws(BPFError) {
      let types = try KernelBTF()
      guard types.arguments(ofTracepoint: "sched_switch") != 3 else { return "_old" }
      return types.isPointer(argument: 1, ofTracepoint: "sched_switch") ?? true ? "" : "_middle"
    } catch {
      // Without type information no program loads, and loading says so.
      return ""
    }
  }()
}
