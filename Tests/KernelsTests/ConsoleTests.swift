// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Kernels

@Suite struct ConsoleTests {
  @Test(arguments: [
    ("[    3.18] Kernel panic - not syncing: Attempted to kill init! exitcode=0x0000000b", "panic"),
    ("[    1.2][    T1] BUG: kernel NULL pointer dereference, address: 0000000000000008", "oops"),
    ("[   12.345678] Oops: general protection fault, probably for non-canonical address", "oops"),
    ("[   12.345678] BUG: unable to handle page fault for address: ffffc90000a3f000", "oops"),
    ("[    5.000001] kernel BUG at mm/slub.c:448!", "bug"),
    ("[    5.000001] BUG: sleeping function called from invalid context at mm/slab.h:494", "bug"),
    (
      "[    5.000001] WARNING: CPU: 0 PID: 1 at kernel/bpf/verifier.c:512 do_check+0x1/0x2",
      "warning"
    ),
    (
      "[    5.000001] WARNING: kernel/bpf/core.c:2300 at bpf_prog_run+0x1/0x2, CPU#1: tare/1",
      "warning"
    ),
    ("[    5.000001] WARNING: possible circular locking dependency detected", "lockdep"),
    ("[    5.000001] WARNING: suspicious RCU usage", "lockdep"),
    ("[    5.000001] WARNING: inconsistent lock state", "lockdep"),
    ("[   60.1] Out of memory: Killed process 77 (tare) total-vm:900000kB", "outOfMemory"),
    ("[  242.1] INFO: task tare:77 blocked for more than 120 seconds.", "hungTask"),
    ("[   26.1] watchdog: BUG: soft lockup - CPU#0 stuck for 26s! [tare:77]", "stall"),
    ("[   26.1] rcu: INFO: rcu_preempt detected stalls on CPUs/tasks:", "stall"),
    ("[    0.9] Initramfs unpacking failed: write error", "initramfs"),
  ])
  func `a complaint of the kernel is recognised`(_ sample: (String, String)) {
    #expect(ConsoleFinding(consoleLine: sample.0)?.kind.rawValue == sample.1)
  }

  @Test(arguments: [
    "[    0.1] Spectre V2 : WARNING: Unprivileged eBPF is enabled with eIBRS on, data leaks possible",
    "[    0.0] DEBUG: nothing", "[    1.0] systemd[1]: panic button pressed", "",
    "[    1.0] ACPI BIOS Warning (bug): Optional FADT field Pm2ControlBlock has zero length",
  ])
  func `what only sounds like one is not`(_ line: String) {
    #expect(ConsoleFinding(consoleLine: line) == nil)
  }

  @Test(arguments: [
    ("[ 0.9] Out of memory: Killed process 77 (tare) total-vm:900000kB", true),
    ("[ 0.9] Initramfs unpacking failed: write error", true),
    ("[ 0.9] Initramfs unpacking failed: invalid magic at start of compressed archive", false),
  ])
  func `a shortage of memory is told from other faults`(_ line: String, _ isShortage: Bool) {
    var console = Console()
    console.append("[ 0.1] WARNING: CPU: 0 PID: 1 at a.c:1 f\n\(line)\n".utf8)
    #expect((console.shortageOfMemory != nil) == isShortage)
  }

  @Test func `a complaint is found where a program has not ended its line`() {
    var console = Console()
    let line = "/init: cannot open libm.so.6[    2.317676] Kernel panic - not syncing: init\n"
    console.append(line.utf8)
    #expect(console.first(.panic)?.line == "Kernel panic - not syncing: init")
  }

  @Test func `a line is found however it is cut`() {
    var console = Console()
    for byte in "[ 1.0] WARNING: CPU: 0 PID: 1 at a.c:1 f\r\n".utf8 { console.append([byte]) }
    #expect(console.findings.map(\.line) == ["WARNING: CPU: 0 PID: 1 at a.c:1 f"])
  }

  @Test func `a flood keeps its start, its end and a bounded number of findings`() {
    var console = Console()
    console.append("first line\n".utf8)
    for number in 0..<20_000 { console.append("[ 1.0] BUG: number \(number)\n".utf8) }
    console.append("last line\n".utf8)
    #expect(console.findings.count == 64)
    #expect(console.text.utf8.count < 100_000)
    #expect(console.text.hasPrefix("first line\n"))
    #expect(console.lastLines(1) == ["last line"])
  }

  @Test func `a line without an end takes no memory`() {
    var console = Console()
    console.append([UInt8](repeating: 65, count: 1 << 20))
    console.append("\n[ 1.0] kernel BUG at x\n".utf8)
    #expect(console.findings.count == 1)
  }
}
