// SPDX-License-Identifier: Apache-2.0

import Glibc
import Testing

@testable import Kernels
@testable import Workloads

@Suite(.serialized, .requiresGuests) struct BadLuckTests {
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
    let clock = SuspendingClock(), start = clock.now
    let error = try #require(throws: GuestError.self) {
      _ = try Fixture.boot(machine, deadlines: GuestDeadlines(firstLine: .seconds(2)))
    }
    guard case .hung(let step, let after, _) = error else {
      Issue.record(error)
      return
    }
    #expect(step == "first line" && after == .seconds(2))
    #expect(start.duration(to: clock.now) < .seconds(10))
  }

  @Test func `an image of garbage gives an error in time`() throws {
    var kernel = try Fixture.kernel.get()
    let path = try Fixture.initramfs.get() + ".garbage"
    let head = try Files.read(kernel.image).prefix(1024)
    try Files.write(Array(head) + [UInt8](repeating: 0xf4, count: 1 << 20), to: path)
    kernel.image = path
    kernel.unpackedImage = nil
    let error = #expect(throws: GuestError.self) {
      _ = try Guest(
        booting: kernel, initramfs: try Fixture.initramfs.get(),
        machine: GuestMachine(flavour: .verdicts),
        deadlines: GuestDeadlines(firstLine: .seconds(5)))
    }
    #expect(error?.console != nil)
    try Files.remove(path)
  }

  @Test func `a guest without enough memory is told apart from a broken kernel`() throws {
    let machine = GuestMachine(flavour: .verdicts, memoryMebibytes: 96)
    let error = try #require(throws: GuestError.self) { _ = try Fixture.boot(machine) }
    guard case .outOfMemory = error else {
      Issue.record(error)
      return
    }
  }

  @Test func `what QEMU says is passed on where it does not start`() throws {
    let machine = GuestMachine(flavour: .verdicts, emulatorArguments: ["-no-such-option"])
    let error = try #require(throws: GuestError.self) { _ = try Fixture.boot(machine) }
    #expect(error.description.contains("no-such-option"))
  }

  @Test func `a user who asks for the end gets it at once`() throws {
    let error = try #require(throws: GuestError.self) {
      _ = try Guest(
        booting: try Fixture.kernel.get(), initramfs: try Fixture.initramfs.get(),
        machine: GuestMachine(flavour: .verdicts), interrupted: { true })
    }
    guard case .interrupted = error else {
      Issue.record(error)
      return
    }
  }

  @Test func `a tare that is killed leaves no QEMU`() throws {
    let tare = try #require(Fixture.tare)
    let kernel = try Fixture.kernel.get()
    // Not through `Tool`: it must not die with this process but by our hand.
    let command = Command(
      path: tare, arguments: ["kernels", "boot", "--kernel", kernel.image],
      environment: .inherited)
    let child = try ChildProcess(command)
    let emulator = try #require(waitFor { emulators(below: child.pid).first })
    kill(child.pid, SIGKILL)
    #expect(waitFor { isGone(emulator) ? true : nil } == true)
  }

  @Test func `KVM counts only when a guest proves it, and the answer is remembered`() throws {
    var settings = KernelStore.Settings()
    settings.folder = "\(try Fixture.initramfs.get()).cache"
    let store = try KernelStore(settings)
    defer { #expect(throws: Never.self) { try Files.remove(settings.folder) } }
    let clock = SuspendingClock(), start = clock.now
    let first = try store.acceleration(
      provenWith: try Fixture.kernel.get(), initramfs: try Fixture.initramfs.get())
    #expect(start.duration(to: clock.now) < .seconds(20))
    let second = clock.now
    let again = try store.acceleration(
      provenWith: try Fixture.kernel.get(), initramfs: try Fixture.initramfs.get())
    #expect(again == first)
    #expect(second.duration(to: clock.now) < .seconds(3))
  }

  /// Looks for something for up to 20 s.
  private func waitFor<Found>(_ look: () -> Found?) -> Found? {
    for _ in 0..<400 {
      if let found = look() { return found }
      pause(for: .milliseconds(50))
    }
    return nil
  }

  private func emulators(below parent: Int32) -> [Int32] {
    Files.names(in: "/proc").compactMap { Int32($0) }.filter { pid in
      guard let stat = status(pid) else { return false }
      return stat.contains("\nPPid:\t\(parent)\n") && stat.hasPrefix("Name:\tqemu-system")
    }
  }

  private func isGone(_ pid: Int32) -> Bool {
    status(pid).map { $0.contains("State:\tZ") || !$0.hasPrefix("Name:\tqemu-system") } ?? true
  }

  private func status(_ pid: Int32) -> String? {
    (try? Files.read("/proc/\(pid)/status")).map { String(decoding: $0, as: UTF8.self) }
  }
}
