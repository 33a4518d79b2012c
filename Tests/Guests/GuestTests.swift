// SPDX-License-Identifier: Apache-2.0

import System
import Testing

@testable import Kernels

/// A guest and its host, one guest at a time: the other CPU is for the tests of the commands.
@Suite(.serialized, .requiresGuests) struct GuestTests {
  @Test func `a guest says hello, does jobs, survives one that fails, and turns off`() throws {
    let machine = GuestMachine(
      flavour: .verdicts,
      disks: [.init(latency: .milliseconds(20)), .init(latency: .zero, size: 1 << 20)])
    var guest = try Fixture.boot(machine)
    #expect(guest.hello.release == (try Fixture.kernel.get().release))
    #expect(guest.hello.cpus == 2)
    #expect(guest.hello.hasBTF)
    #expect(guest.hello.complaints == [])
    let again: [GuestHello] = try guest.run("hello", [String: Int]())
    #expect(again.count == 1)
    let text = "line\nfeed \u{1F9EA} \u{0} \(String(repeating: "x", count: 100_000))"
    let echoed: [String] = try guest.run("echo", text)
    #expect(echoed == [text])
    let refusal = #expect(throws: GuestError.self) {
      let _: [String] = try guest.run("no such job", 1)
    }
    #expect(refusal?.isOfJobOnly == true)
    #expect(refusal?.description.contains("no job is called 'no such job'; there are ") == true)
    let wrong = #expect(throws: GuestError.self) { let _: [String] = try guest.run("echo", 1) }
    #expect(wrong?.isOfJobOnly == true)
    #expect(try guest.run("echo", "still there") == ["still there"])
    // Two at a time are to take 3 GiB at most.
    let peak = guest.residentBytesPeak ?? 0
    #expect(peak > 0 && peak < 3 << 29)
    let console = try guest.turnOff()
    #expect(console.findings == [])
  }

  @Test func `instructions are counted on one CPU, and nothing waits for randomness`() throws {
    let guest = try Fixture.boot(GuestMachine(flavour: .instructions, accelerator: .kvm, cpus: 4))
    #expect(guest.hello.cpus == 1)
    // Without a seed a second of virtual time is spent on waiting for one.
    #expect(guest.hello.uptimeSeconds < 2.5)
  }

  @Test func `KVM counts only when a guest proves it, and the answer is remembered`() throws {
    try Fixture.withFolder { folder in
      var settings = KernelStore.Settings()
      settings.folder = folder
      let store = try KernelStore(settings)
      let kernel = try Fixture.kernel.get(), initramfs = try Fixture.initramfs.get().path
      let first = try store.acceleration(
        provenWith: kernel, initramfs: initramfs, deadline: .seconds(4))
      let again = try store.acceleration(
        provenWith: kernel, initramfs: "/nonexistent", deadline: .seconds(4))
      #expect(again == first)
    }
  }
}
