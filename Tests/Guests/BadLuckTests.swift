// SPDX-License-Identifier: Apache-2.0

import Glibc
import System
import Testing

@testable import Kernels

/// What can go wrong with a guest, as its host sees it.
extension GuestTests {
  @Test func `a kernel that panics at once is told by its own reason`() throws {
    let machine = GuestMachine(
      flavour: .verdicts, kernelParameters: ["rdinit=/nonexistent", "root=/dev/none"])
    let error = try #require(throws: GuestError.self) { _ = try Fixture.boot(machine) }
    guard case .panicked(let reason, let console) = error else {
      Issue.record(error)
      return
    }
    #expect(reason.contains("VFS: Unable to mount root fs"))
    #expect(console.first(.panic) != nil)
  }

  @Test func `a guest that says nothing is given up at its deadline`() throws {
    // The machine is there and its CPUs never start.
    let machine = GuestMachine(flavour: .verdicts, emulatorArguments: ["-S"])
    let error = try #require(throws: GuestError.self) {
      _ = try Fixture.boot(machine, deadlines: GuestDeadlines(firstLine: .seconds(1)))
    }
    guard case .hung(let step, let after, _) = error else {
      Issue.record(error)
      return
    }
    #expect(step == "first line" && after == .seconds(1))
    #expect(error.sentence == "the guest hangs: no first line within 1.0 seconds")
  }

  @Test func `a kernel that stops before its first line is given up at the deadline`() throws {
    let error = try failure(of: CraftedImage.hangs(release: "6.99.0-hangs"), within: .seconds(3))
    guard case .hung = error else {
      Issue.record(error)
      return
    }
  }

  @Test func `a kernel that dies before its first line is told at once`() throws {
    let error = try failure(of: CraftedImage.dies(release: "6.99.0-dies"), within: .seconds(90))
    guard case .ended(let status, _, _) = error else {
      Issue.record(error)
      return
    }
    #expect(status == "exit code 0")
  }

  private func failure(of image: [UInt8], within deadline: Duration) throws -> GuestError {
    var failure: GuestError?
    try Fixture.withFolder { folder in
      var settings = KernelStore.Settings()
      settings.folder = "\(folder)/cache"
      try Files.write(image, to: "\(folder)/bzImage")
      let kernel = try KernelStore(settings).kernel(file: "\(folder)/bzImage")
      failure = #expect(throws: GuestError.self) {
        _ = try Guest(
          booting: kernel, initramfs: try Fixture.initramfs.get().path,
          machine: GuestMachine(flavour: .verdicts),
          deadlines: GuestDeadlines(firstLine: deadline))
      }
    }
    return try #require(failure)
  }

  @Test func `a guest without enough memory is told apart from a broken kernel`() throws {
    let machine = GuestMachine(flavour: .verdicts, memoryMebibytes: 128)
    let error = try #require(throws: GuestError.self) { _ = try Fixture.boot(machine) }
    guard case .outOfMemory = error else {
      Issue.record(error)
      return
    }
  }

  @Test func `a kernel without type information boots, and says that it has none`() throws {
    let machine = GuestMachine(
      flavour: .verdicts, kernelParameters: ["initcall_blacklist=btf_vmlinux_init"])
    #expect(try !Fixture.boot(machine).hello.hasBTF)
  }

  @Test func `what QEMU says is passed on where it does not start`() throws {
    let machine = GuestMachine(flavour: .verdicts, emulatorArguments: ["-no-such-option"])
    let error = try #require(throws: GuestError.self) { _ = try Fixture.boot(machine) }
    #expect(error.description.contains("no-such-option"))
  }

  @Test func `a user who asks for the end gets it at once`() throws {
    let error = try #require(throws: GuestError.self) {
      _ = try Fixture.boot(interrupted: { true })
    }
    guard case .interrupted = error else {
      Issue.record(error)
      return
    }
  }
}
