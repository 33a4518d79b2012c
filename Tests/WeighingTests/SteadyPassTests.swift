// SPDX-License-Identifier: Apache-2.0

import Results
import Testing
import Workloads

@testable import Weighing

@Suite struct SteadyPassTests {
  @Test func `what an attachment loses is not lost while the probe stays attached`() throws {
    let machine = ScriptedMachine()
    machine.deafEvery = 50
    let cell = machine.weigh(budgetSeconds: 4)
    #expect(cell.fidelity?.verdict == .lossy)
    while machine.probeAttachments % machine.deafEvery == 0 {
      _ = machine.weigh(budgetSeconds: 0.1)
    }
    let before = machine.probeAttachments
    let counts = try #require(try machine.stayAttached(seconds: 0.2))
    #expect(machine.probeAttachments == before + 1)
    #expect(counts.caused > 100_000)
    #expect(counts.lost == 0 && counts.reported == counts.caused)
  }

  @Test func `what the probe itself loses is lost there too`() throws {
    let machine = ScriptedMachine()
    machine.reported = 0.5
    let counts = try #require(try machine.stayAttached(seconds: 0.1))
    #expect(counts.lost * 2 == counts.caused)
  }

  @Test func `a workload that fails leaves nothing attached`() {
    let machine = ScriptedMachine()
    machine.failure = (stint: 0, error: .died(name: "script", status: .exited(3), lastOutput: ""))
    #expect(throws: WeighingError.self) { try machine.stayAttached(seconds: 0.1) }
    #expect(machine.attached.isEmpty)
  }

  @Test func `before each condition a sham is put in place and taken away`() throws {
    let sham = Counter()
    let inner = Counter()
    let condition = AfterSham(sham, inner)
    try condition.attach()
    #expect(sham.calls == ["attach", "detach"])
    #expect(inner.calls == ["attach"])
    try condition.detach()
    #expect(sham.calls == ["attach", "detach"])
    #expect(inner.calls == ["attach", "detach"])
  }
}

private final class Counter: Weighing.Attachable {
  let condition = Condition.never
  private(set) var calls: [String] = []

  func attach() { calls.append("attach") }

  func detach() { calls.append("detach") }
}
