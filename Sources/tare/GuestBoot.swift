// SPDX-License-Identifier: Apache-2.0

import Glibc
import Kernels
import Scale
import System

/// Boots kernels to their first line, one after the other, and prints how it went.
struct GuestBoot: Sendable {
  private let machine: GuestMachine
  private let content: Initramfs
  private let initramfs: MemoryFile

  /// Makes the initramfs of all guests.
  init(machine: GuestMachine) throws(KernelsError) {
    self.machine = machine
    content = try Initramfs(tare: "/proc/self/exe")
    initramfs = try content.inMemory()
  }

  /// Boots a kernel and prints a line; whether it booted.
  func succeeds(_ kernel: Kernel) -> Bool {
    if Interruption.isAsked { return false }
    do throws(GuestError) {
      print(try line(kernel))
      // To a pipe too: the next guest may take a minute.
      fflush(nil)
      return true
    } catch {
      if case .interrupted = error { return false }
      Terminal.complain("\(kernel.release): \(error)")
      return false
    }
  }

  private func line(_ kernel: Kernel) throws(GuestError) -> String {
    let initramfs = try own(kernel)
    let guest = try Guest(
      booting: kernel, initramfs: initramfs.path, machine: machine,
      interrupted: { Interruption.isAsked })
    let time = (guest.bootTime / .milliseconds(10)).rounded() / 100, hello = guest.hello
    let memory = (guest.residentBytesPeak ?? 0) >> 20
    let console = try guest.turnOff()
    let complaints = hello.complaints + console.findings.map(\.line)
    return "\(hello.release): first line after \(time) s, QEMU took \(memory) MiB, "
      + (hello.hasBTF ? "with BTF" : "without BTF")
      + complaints.map { "\n  \($0)" }.joined()
  }

  /// The initramfs for a kernel: with its modules, where a user's file has some.
  private func own(_ kernel: Kernel) throws(GuestError) -> MemoryFile {
    guard case .file = kernel.origin, !kernel.modules.isEmpty else { return initramfs }
    var content = content
    do throws(KernelsError) {
      try content.add(modules: kernel.modules)
      return try content.inMemory()
    } catch { throw .notStarted(reason: error.description) }
  }
}
