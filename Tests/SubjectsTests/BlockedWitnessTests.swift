// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Subjects

@Suite struct BlockedWitnessTests {
  @Test func `a workload that waits for its next command does nothing that is counted`() {
    let outer = ["entry_SYSCALL_64_after_hwframe", "do_syscall_64"]
    let inner = ["schedule", "__schedule"]
    // As Linux 6.18 and 5.10 have them.
    for futex in [
      ["__x64_sys_futex", "do_futex", "futex_wait", "__futex_wait", "futex_do_wait"],
      ["__x64_sys_futex", "do_futex", "futex_wait", "futex_wait_queue_me"],
    ] {
      #expect(BlockedWitness.isWaitForCommand(outer + futex + inner))
    }
    let nap = ["__x64_sys_clock_nanosleep", "hrtimer_nanosleep", "do_nanosleep"]
    #expect(!BlockedWitness.isWaitForCommand(outer + nap + inner))
    #expect(!BlockedWitness.isWaitForCommand(outer + ["ksys_read", "eventfd_read"] + inner))
    #expect(!BlockedWitness.isWaitForCommand(["0xffffffff81000000"]))
  }
}
