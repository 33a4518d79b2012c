// SPDX-License-Identifier: Apache-2.0

import Glibc
import Kernels
import Scale
import System

/// Boots a kernel to its first line, turns it off, and prints how it went.
struct GuestBoot: Sendable {
  private let machine: GuestMachine
  private let content: Initramfs
  private let initramfs: MemoryFile

  /// Makes what all guests start with.
  init(machine: GuestMachine) throws(KernelsError) {
    self.machine = machine
    content = try Initramfs(tare: "/proc/self/exe")
    initramfs = try content.inMemory()
  }

  /// Boots it and prints a line as soon as it is known; `false` where it did not boot.
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

  /// The initramfs of all guests or, for a file of the user's that has modules, one with those too.
  private func own(_ kernel: Kernel) throws(GuestError) -> MemoryFile {
    guard case .file = kernel.origin, !kernel.modules.isEmpty else { return initramfs }
    var content = content
    do throws(KernelsError) {
      try content.add(modules: kernel.modules)
      return try content.inMemory()
    } catch { throw .notStarted(reason: error.description) }
  }
}
