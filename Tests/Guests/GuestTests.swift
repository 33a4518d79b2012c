// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Kernels

@Suite(.serialized, .requiresGuests) struct GuestTests {
  @Test func `a guest says hello, does jobs, survives one that fails, and turns off`() throws {
    var guest = try Fixture.boot()
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
    #expect(refusal?.description.contains("there are echo, hello") == true)
    let wrong = #expect(throws: GuestError.self) { let _: [String] = try guest.run("echo", 1) }
    #expect(wrong?.isOfJobOnly == true)
    #expect(try guest.run("echo", "still there") == ["still there"])
    let console = try guest.turnOff()
    #expect(console.findings == [])
  }

  @Test func `two guests beside each other stay under 3 GiB`() throws {
    let outcomes = GuestPool(jobs: 2).run([1, 2]) { number -> UInt64 in
      do throws(GuestError) {
        var guest = try Fixture.boot()
        let echoed: [String] = try guest.run("echo", "\(number)")
        #expect(echoed == ["\(number)"])
        return guest.residentBytesPeak ?? 0
      } catch {
        Issue.record(error)
        return 0
      }
    }
    #expect(outcomes.count == 2)
    #expect(outcomes.allSatisfy { $0 > 0 })
    #expect(outcomes.reduce(0, +) < 3 << 30)
  }

  @Test func `instructions are counted on one CPU`() throws {
    let guest = try Fixture.boot(GuestMachine(flavour: .instructions, accelerator: .kvm, cpus: 4))
    #expect(guest.hello.cpus == 1)
    // A seed is there from the start: nothing waits a second for randomness.
    #expect(guest.hello.uptimeSeconds < 1.9)
  }

  @Test func `disks of known latency do not keep a guest from booting`() throws {
    let machine = GuestMachine(
      flavour: .verdicts,
      disks: [.init(latency: .milliseconds(20)), .init(latency: .zero, size: 1 << 20)])
    let arguments = machine.arguments(kernel: try Fixture.kernel.get(), initramfs: "i")
    #expect(arguments.contains { $0.contains("latency-ns=20000000") })
    #expect(try Fixture.boot(machine).hello.complaints == [])
  }
}
