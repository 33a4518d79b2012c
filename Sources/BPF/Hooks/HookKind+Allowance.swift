// SPDX-License-Identifier: Apache-2.0

import Glibc

extension Hook.Kind {
  /// Checks in under a millisecond whether the kernel refuses every hook of this kind.
  ///
  /// It saves loading a program in vain. The kernel may still refuse a target of an allowed kind.
  /// - Throws: `BPFError.failed` with the kernel's reason.
  public func checkAllowed() throws(BPFError) {
    guard place == .function else { return }
    if isBoundAtLoad { try checkTrampolines() } else { try checkKprobes() }
  }

  /// A kernel with trampolines looks at the target, which is no function, and calls it invalid.
  private func checkTrampolines() throws(BPFError) {
    let returnZero: [KernelTrial.Instruction] = [0xb7, 0x95]
    let noFunction: UInt32 = 1
    do throws(BPFError) {
      try KernelTrial.load(program, target: noFunction, returnZero)
    } catch  where error.code?.isRefusal == true {
      throw error
    } catch {
      // Other refusals are of this invalid program.
    }
  }

  /// A kprobe is made by its type of perf event or through tracefs.
  private func checkKprobes() throws(BPFError) {
    let ways = ["/sys/bus/event_source/devices/kprobe/type", "\(Tracefs.place)/kprobe_events"]
    guard ways.allSatisfy({ unsafe access($0, F_OK) != 0 }) else { return }
    throw .failed(.attach, subject: rawValue, code: LibbpfCode(ENOENT), log: nil)
  }
}
