// SPDX-License-Identifier: Apache-2.0

import Instructions
import Kernels
import Results
import System
import Testing
import Trials

@testable import Matrix

@Suite struct MatrixSummaryTests {
  private static let kernel = Kernel(
    series: KernelSeries(major: 6, minor: 12), release: "6.12.1", build: "#1", image: "/vmlinuz",
    checksum: "", modules: [], origin: .file(path: "/vmlinuz"))

  private func weighed(
    _ json: String = "", complaints: [String] = [], weighings: [VisitOutcome]
  ) throws -> MatrixCell {
    var cell = try Decoded.cell(json)
    cell.consoleFindings = complaints
    cell.add(weighings)
    cell.judgeComplaints()
    return cell
  }

  private func weighing(
    _ number: Int, _ readings: [InstructionReading], place: CostBoot.Place = .nullBlock,
    perturbation: Perturbation? = nil, failure: String? = nil
  ) -> VisitOutcome {
    let boot = CostBoot(place: place, number: number, perturbation: perturbation)
    var outcome = VisitOutcome(visit: Visit(kernel: Self.kernel, purpose: .costs(boot)))
    outcome.readings = readings
    outcome.boots = [VisitOutcome.Boot(failure: failure)]
    return outcome
  }

  private func reading(probe probeAttached: Double, failure: String? = nil) throws
    -> InstructionReading
  {
    try Decoded.reading(off: 100, floor: 150, probe: probeAttached, failure: failure)
  }

  @Test func `boots that agree give one cost without a spread`() throws {
    let cell = try weighed(weighings: [
      weighing(1, [try reading(probe: 240)]), weighing(2, [try reading(probe: 240)]),
    ]
    )
    #expect(cell.verdict == .exact)
    #expect(cell.cost?.dispatch == 25)
    #expect(cell.cost?.program == 45)
    #expect(cell.cost?.boots == 2)
    #expect(cell.cost?.agrees == true)
    #expect(cell.costFailure == nil)
  }

  @Test func `boots that disagree show by how much`() throws {
    let cell = try weighed(weighings: [
      weighing(1, [try reading(probe: 240)]), weighing(2, [try reading(probe: 244)]),
    ]
    )
    #expect(cell.cost?.total == 70)
    #expect(cell.cost?.spread == 2)
    #expect(cell.cost?.agrees == false)
  }

  @Test func `a perturbed boot is no second boot`() throws {
    let cell = try weighed(weighings: [
      weighing(1, [try reading(probe: 240)]),
      weighing(1, [try reading(probe: 246)], perturbation: .mitigations),
    ]
    )
    #expect(cell.cost?.boots == 1)
    #expect(cell.cost?.agrees == nil)
    #expect(cell.cost?.perturbations.map(\.total) == [73])
  }

  @Test func `a probe of which the kernel complains has not passed`() throws {
    let cell = try weighed(
      complaints: ["WARNING: CPU: 0 PID: 1 at kernel/bpf/x.c:1"], weighings: []
    )
    #expect(cell.verdict == .failed)
    #expect(cell.reason?.contains("WARNING: CPU: 0") == true)
    #expect(cell.consoleFindings.count == 1)
  }

  @Test func `a rung that works and was not weighed says why`() throws {
    let dropped = try weighed(weighings: [
      weighing(1, [try reading(probe: 1, failure: "the probe dropped 3 events")])
    ])
    #expect(dropped.cost == nil)
    #expect(dropped.costFailure == "the probe dropped 3 events")
    let died = try weighed(weighings: [weighing(1, [], failure: "the guest hangs")])
    #expect(died.costFailure == "the guest hangs")
    let diskless = try weighed(weighings: [weighing(1, [], place: .memory)])
    #expect(diskless.costFailure?.contains("null_blk") == true)
    let refused = try weighed(
      #""verdict": "unsupported", "#, weighings: [weighing(1, [])]
    )
    #expect(refused.costFailure == nil)
  }

  private func summary(
    _ cells: [MatrixCell], boots: [VisitOutcome.Boot], wasInterrupted: Bool = false
  ) -> KernelSummary {
    var outcome = VisitOutcome(visit: Visit(kernel: Self.kernel, purpose: .verdicts))
    outcome.cells = cells
    outcome.boots = boots
    return KernelSummary(
      kernel: Self.kernel,
      cells: [.init(probe: "p", rung: "r"), .init(probe: "p", rung: "other")],
      outcomes: [outcome], startedAt: "2026-01-01T00:00:00Z", wasInterrupted: wasInterrupted)
  }

  @Test func `a cell that no guest came to has failed with the reason of the guest`() throws {
    let run = summary(
      [try Decoded.cell()],
      boots: [
        .init(bootSeconds: 3, failure: "the guest hangs: no answer", consoleEnd: "last words")
      ]
    ).run
    #expect(run.cells.map(\.verdict) == [.exact, .failed])
    #expect(run.cells[1].reason == "the guest hangs: no answer")
    #expect(run.consoleEnd == "last words")
    // It did boot: the kernel has not failed as a whole.
    #expect(run.failure == nil)
  }

  @Test func `a kernel that never said a line has failed as a whole`() {
    let run = summary([], boots: [.init(failure: "the guest's kernel panicked: x")]).run
    #expect(run.failure == "the guest's kernel panicked: x")
    #expect(run.cells.map(\.verdict) == [.failed, .failed])
  }

  @Test func `what was not tried since the user ended the run has not failed`() throws {
    let some = summary(
      [try Decoded.cell()], boots: [.init(bootSeconds: 3, failure: "interrupted")],
      wasInterrupted: true)
    #expect(some.run.cells.count == 1)
    #expect(some.run.failure == nil)
    #expect(!some.isEmpty)
    #expect(summary([], boots: [.init(failure: "interrupted")], wasInterrupted: true).isEmpty)
  }

  @Test func `an image comes out of its blocks as it was`() throws {
    let block = SparseImage.blockBytes
    var content = [UInt8](repeating: 0, count: 5 * block)
    content[0] = 1
    content[(3 * block) + 17] = 2
    let image = try MemoryFile(named: "image", holding: content)
    let sparse = try SparseImage(of: image)
    #expect(sparse.bytes.count == 2 * (8 + block))
    let copy = try MemoryFile(named: "copy", size: content.count)
    let written = try FileUnderTest.write(to: copy.path) { sparse.write(to: $0) }
    #expect(written)
    var seen = [UInt8](repeating: 0, count: content.count)
    try copy.forEachBlock(of: block) { offset, bytes in
      seen.replaceSubrange(offset..<offset + bytes.count, with: bytes)
    }
    #expect(seen == content)
  }
}
