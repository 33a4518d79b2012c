// SPDX-License-Identifier: Apache-2.0

import Glibc

extension Hook.Kind {
  /// Asks whether the kernel refuses this kind of hook whatever its target; takes less than a millisecond.
  ///
  /// A kind that passes may still be refused when a program goes to its target: this only saves the time
  /// that loading the program would take in vain.
  /// - Throws: `BPFError.failed` with the kernel's reason.
  public func checkAllowed() throws(BPFError) {
    guard place == .function else { return }
    if isBoundAtLoad { try checkTrampolines() } else { try checkKprobes() }
  }

  /// A kernel that allows them goes on to look at the target, which is no function, and calls it invalid.
  private func checkTrampolines() throws(BPFError) {
    let returnZero: [KernelTrial.Instruction] = [0xb7, 0x95]
    let noFunction: UInt32 = 1
    do throws(BPFError) {
      try KernelTrial.load(program, target: noFunction, returnZero)
    } catch  where error.code?.isRefusal == true {
      throw error
    } catch {
      // Any other reason is about the program, which is none that anybody wants.
    }
  }

  /// There are two ways to make a kprobe: a perf event of that type, and tracefs.
  private func checkKprobes() throws(BPFError) {
    let ways = ["/sys/bus/event_source/devices/kprobe/type", "\(Tracefs.place)/kprobe_events"]
    guard ways.allSatisfy({ unsafe access($0, F_OK) != 0 }) else { return }
    throw .failed(.attach, subject: rawValue, code: LibbpfCode(ENOENT), log: nil)
  }
}
