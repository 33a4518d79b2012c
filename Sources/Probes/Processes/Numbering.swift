// SPDX-License-Identifier: Apache-2.0

import BPF

/// Which numbers of processes and threads a probe tells.
struct Numbering: Sendable, Hashable {
  /// Whether a PID namespace other than the machine's counts; the kernel side tells both numbers.
  var isNested = false
  /// Whether the machine's own numbers are to be told all the same.
  var tellsMachine = false
  /// Whether `/proc` is of the namespace that this process is in.
  var ownsProc = true

  /// The number that is told of a process or thread.
  func told(machine: UInt32, namespace: UInt32) -> UInt32 {
    isNested && !tellsMachine ? namespace : machine
  }

  /// The number in the namespace that counts, by which `/proc` calls the process; `nil` where it is
  /// in no namespace that can be seen from there, or `/proc` is of another.
  func visible(machine: UInt32, namespace: UInt32) -> UInt32? {
    if !isNested { return machine }
    return namespace == 0 || !ownsProc ? nil : namespace
  }
}

extension ProbeFilter {
  /// Which numbers events tell.
  ///
  /// - Throws: `BPFError.failed` with `read` where `/proc` does not tell the namespace of this
  ///   process.
  func numbering() throws(BPFError) -> Numbering {
    let isNested = try countingNamespace() != .machine
    return Numbering(
      isNested: isNested, tellsMachine: tellsMachineNumbers,
      ownsProc: !isNested || PIDNamespace.ownsProc)
  }

  /// Whether events tell the machine's own numbers, which is all that some hooks know.
  var seesMachineNumbers: Bool {
    do throws(BPFError) {
      let numbering = try numbering()
      return !numbering.isNested || numbering.tellsMachine
    } catch {
      return false
    }
  }
}
