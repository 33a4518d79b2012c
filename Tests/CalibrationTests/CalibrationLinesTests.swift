// SPDX-License-Identifier: Apache-2.0

import Results
import Statistics
import Testing

@testable import Calibration

@Suite struct CalibrationLinesTests {
  private static func empty(quick: Bool = false) -> CalibrationDocument {
    CalibrationDocument(
      tareVersion: "0", startedAt: "2026-03-01T12:00:00Z", elapsedSeconds: 1, command: [], seed: 1,
      quick: quick,
      machine: Machine(
        kernelRelease: "6.18", kernelVersion: "", architecture: "x86_64", cpuModel: "c",
        cpuCount: 2,
        virtualization: nil, mitigations: [:], clockSource: "tsc",
        jit: .init(enabled: true, hardening: 0), hertz: 250, otherPrograms: [], rcuExpedited: true,
        statisticsWereOn: false, threadClockNanoseconds: 1, wallClockNanoseconds: 1,
        loadAverage: [], residentBytesPeak: 1))
  }

  private static func interval(_ estimate: Double, _ halfWidth: Double) -> Interval {
    Interval(estimate: estimate, low: estimate - halfWidth, high: estimate + halfWidth)
  }

  private func verdict(
    _ part: String, _ change: (inout CalibrationDocument) -> Void, quick: Bool = false
  ) throws -> CalibrationLine.Verdict {
    var document = Self.empty(quick: quick)
    change(&document)
    document.judge()
    return try #require(document.lines.first { $0.name.contains(part) }).verdict
  }

  @Test func `a document without findings has no lines`() {
    var document = Self.empty()
    document.judge()
    #expect(document.lines.isEmpty)
  }

  @Test(arguments: [(3, CalibrationLine.Verdict.fails), (4, .holds), (16, .holds), (17, .fails)])
  func `of 200 comparisons 4 to 16 may be called different`(
    different: Int, expected: CalibrationLine.Verdict
  ) throws {
    let found = try verdict("off against off") {
      $0.same = [
        SameComparisons(
          workload: "w", control: .off,
          pValues: (0..<200).map { $0 < different ? 0.01 : 0.5 }, ratio: nil, nanoseconds: nil,
          noiseFloor: NoiseFloor(nanoseconds: 0, ratio: 0), secondsEach: 1)
      ]
    }
    #expect(found == expected)
  }

  @Test(arguments: [
    (0.02, 0.01, CalibrationLine.Verdict.holds), (0.02, 0.2, .unknown), (0.05, 0.01, .fails),
    (0.04, 0.03, .unknown), (-0.05, 0.01, .fails),
  ])
  func `weights on a line hold, beside it they fail, and a wide interval cannot tell`(
    curvature: Double, halfWidth: Double, expected: CalibrationLine.Verdict
  ) throws {
    let found = try verdict("straight line") {
      $0.weights = KnownWeights(
        hook: "h", points: [], slopes: [], curvature: Self.interval(curvature, halfWidth),
        outsideSlope: nil, insideSlope: nil, slopeResidual: nil)
    }
    #expect(found == expected)
  }

  @Test func `the stopping rule may call 6 in 100 different`() throws {
    func drawn(_ different: Int, from loads: Int = 144) -> DrawnRuns {
      DrawnRuns(workload: "w", loads: loads, runs: 2000, calledDifferent: different)
    }
    #expect(try verdict("stopping rule") { $0.stopping = drawn(120) } == .holds)
    #expect(try verdict("stopping rule") { $0.stopping = drawn(121) } == .fails)
    // All of a quick run's are drawn from the same few loads.
    #expect(try verdict("stopping rule") { $0.stopping = drawn(121, from: 8) } == .unknown)
  }

  @Test func `instructions are exact or not, and untried ones are not called exact`() throws {
    func weights(_ instructions: [Double], _ multiplies: [Int] = [128, 256]) -> KnownWeights {
      KnownWeights(
        hook: "h", points: [], slopes: [], curvature: nil, outsideSlope: nil, insideSlope: nil,
        slopeResidual: nil,
        counted: zip(instructions, multiplies).map {
          .init(kernel: "6.12", multiplies: $1, instructions: $0)
        })
    }
    #expect(try verdict("instructions") { $0.weights = weights([128, 256]) } == .holds)
    #expect(try verdict("instructions") { $0.weights = weights([128, 256.02]) } == .fails)
    // The JIT of Linux 5.10 puts seven more around each.
    #expect(try verdict("instructions") { $0.weights = weights([1024, 2048]) } == .holds)
    #expect(try verdict("instructions") { $0.weights = weights([1024, 2049]) } == .fails)
    #expect(try verdict("instructions") { $0.weights = weights([]) } == .unknown)
  }

  @Test func `95 of 100 planted costs have to be found; a short try that misses tells nothing`()
    throws
  {
    func planted(_ found: Int) -> PlantedCost {
      PlantedCost(
        hook: "h", baseMultiplies: 512, extraMultiplies: 8, wanted: 0.01, longRun: 0.01,
        tries: (0..<100).map { Self.interval(0.01, $0 < found ? 0.005 : 0.02) }, secondsEach: 2)
    }
    #expect(try verdict("a cost of 1 %") { $0.planted = [planted(95)] } == .holds)
    #expect(try verdict("a cost of 1 %") { $0.planted = [planted(94)] } == .fails)
    #expect(
      try verdict("a cost of 1 %", { $0.planted = [planted(94)] }, quick: true) == .unknown)
  }

  @Test func `one load that the scale was confidently wrong under is one too many`() throws {
    func disturbances(_ last: Disturbance.Verdict) -> [Disturbance] {
      [.held, .invalid, last].map {
        Disturbance(
          load: "l", disturbed: Self.interval(1, 0.1), quiet: Self.interval(1, 0.1), verdict: $0)
      }
    }
    #expect(try verdict("another load") { $0.disturbances = disturbances(.held) } == .holds)
    #expect(try verdict("another load") { $0.disturbances = disturbances(.wrong) } == .fails)
  }

  @Test func `closures that are open fail, unknown ones do not hold`() throws {
    func closures(_ verdicts: [ProbeClosure.Verdict]) -> [ProbeClosure] {
      verdicts.map {
        ProbeClosure(
          probe: "p", rung: "r", workload: "w", residual: Self.interval(0, 0.1), verdict: $0,
          isExact: true)
      }
    }
    #expect(try verdict("cost outside") { $0.closures = closures([.closed, .closed]) } == .holds)
    #expect(
      try verdict("cost outside") { $0.closures = closures([.closed, .unknown]) } == .unknown)
    #expect(try verdict("cost outside") { $0.closures = closures([.open, .unknown]) } == .fails)
    #expect(try verdict("events") { $0.closures = closures([.open]) } == .holds)
  }

  @Test func `of events that were lost the line names the probe, and what hides them`() throws {
    var document = Self.empty()
    document.closures = [("exact", true), ("lossy", false)].map { name, isExact in
      ProbeClosure(probe: name, rung: "r", workload: "w", verdict: .unknown, isExact: isExact)
    }
    func line() throws -> CalibrationLine {
      document.judge()
      return try #require(document.lines.first { $0.name.contains("events") })
    }
    #expect(try line().verdict == .fails)
    #expect(try line().note == "lossy")
    document.blindSpots = [BlindSpot(pid: 1, name: "agent", turns: 12)]
    #expect(
      try line().note?.hasPrefix("lossy; this kernel runs no program while agent (1)") == true)
    #expect(try line().verdict == .fails)
  }

  @Test func `nine of ten sittings are enough, and coverage has two ends`() throws {
    func sittings(_ held: Int) -> RepeatedSittings {
      RepeatedSittings(
        subject: "s", alone: [Interval](repeating: Self.interval(1, 1), count: 10),
        withTerm: [], heldAlone: 7, heldWithTerm: held, spread: 0.01, secondsEach: 5)
    }
    #expect(try verdict("others' median") { $0.sittings = sittings(9) } == .holds)
    #expect(try verdict("others' median") { $0.sittings = sittings(8) } == .fails)
    func coverage(_ held: Int) -> [IntervalCoverage] {
      [
        IntervalCoverage(
          subject: "s", longRun: 1,
          intervals: (0..<200).map { Self.interval($0 < held ? 1 : 3, 1) })
      ]
    }
    for (held, expected) in [(183, CalibrationLine.Verdict.fails), (184, .holds), (200, .fails)] {
      #expect(try verdict("that hold") { $0.coverage = coverage(held) } == expected)
    }
  }
}
