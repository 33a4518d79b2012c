// SPDX-License-Identifier: Apache-2.0

import Foundation
import FoundationXML
import Results
import Statistics
import Testing

@testable import Reports

@Suite struct CalibrationReportTests {
  private static func interval(_ estimate: Double, _ halfWidth: Double) -> Interval {
    Interval(estimate: estimate, low: estimate - halfWidth, high: estimate + halfWidth)
  }

  private static var document: CalibrationDocument {
    var document = CalibrationDocument(
      tareVersion: "0.1.0", startedAt: "2026-03-01T12:00:00Z", elapsedSeconds: 812, command: [],
      seed: 7, quick: false, machine: SampleDocument.machine("6.18.5"))
    document.hooks = [
      HookPrice(
        kind: "raw_tracepoint", target: "sys_enter", nanoseconds: interval(11.3, 0.6), loads: 8),
      HookPrice(
        kind: "kprobe", target: "f", nanoseconds: nil,
        reason: "cannot attach <f> & \"g\": \u{1B}[31m"
          + String(repeating: "long words ", count: 20),
        loads: 0),
    ]
    document.systemCallPath = HookPrice(
      kind: "system call path", target: "t", nanoseconds: interval(60, 1), loads: 8)
    document.same = [
      SameComparisons(
        workload: "syscall-storm", control: .off, pValues: [0.01, 0.5, 1], ratio: nil,
        nanoseconds: nil, noiseFloor: NoiseFloor(nanoseconds: 0.4, ratio: 0.002), secondsEach: 1)
    ]
    document.weights = KnownWeights(
      hook: "tp_btf/sys_enter",
      points: [128, 256, 512].map {
        .init(multiplies: $0, outside: interval(0.83 * Double($0), 1), inside: 0.82 * Double($0))
      }, slopes: [], curvature: interval(0, 0.01), outsideSlope: interval(0.83, 0.01),
      insideSlope: 0.82,
      slopeResidual: nil)
    document.coverage = [
      IntervalCoverage(
        subject: "8 multiplies on 512", longRun: 0.01,
        intervals: [interval(0.01, 0.002), interval(0.02, 0.002)])
    ]
    document.closures = [
      ProbeClosure(
        probe: "syscount", rung: "tp_btf", workload: "syscall-storm", dispatch: interval(71, 1),
        program: interval(52, 1), total: interval(123, 1), inside: 51,
        residual: interval(0.02, 0.02),
        verdict: .closed),
      ProbeClosure(
        probe: "ext4slower", rung: "kretprobe", workload: "fsync-append", verdict: .unknown,
        reason: "the kernel refuses it, and says so at some length, as kernels do now and then"),
    ]
    document.lines = [
      CalibrationLine(
        name: "off against off, called different", target: "4–16 of 200",
        found: "9 of 200", verdict: .holds),
      CalibrationLine(
        name: "a cost of 3 %", target: "at least 14 of 14", found: "12 of 14", verdict: .fails,
        note: "10 s a try"),
    ]
    document.failures = ["competing loads: the time was up"]
    return document
  }

  @Test func `the table has every price, probe and line, in 80 columns and without codes`() {
    let text = CalibrationTable.render(Self.document)
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    #expect(lines.allSatisfy { $0.count <= 80 }, "\(lines.filter { $0.count > 80 })")
    #expect(!text.contains("\u{1B}"))
    for words in [
      "11.3 ± 0.6 ns", "any tracepoint on system calls", "60.0 ± 1.0 ns", "51 ns", "2 ± 2 %",
      "holds  off against off, called different: 9 of 200 (wanted: 4–16 of 200)",
      "FAILS  a cost of 3 %", "1 of 2 lines hold here.", "the time was up", "the kernel refuses it",
    ] {
      #expect(text.contains(words), "\(words)")
    }
  }

  @Test func `on a terminal it has colours and the same words`() {
    let coloured = CalibrationTable.render(Self.document, style: .ansi)
    let plain = coloured.replacing(/\u{1B}\[[0-9]*m/, with: "")
    #expect(coloured != plain)
    #expect(plain == CalibrationTable.render(Self.document))
  }

  @Test func `the page is well-formed, has its pictures, and no text becomes a tag`() throws {
    let page = CalibrationPage.render(Self.document)
    let markup = page.replacing("<!DOCTYPE html>\n", with: "")
      .replacing(/<meta [^>]*>/, with: "").replacing("<br>", with: "")
    let parser = XMLParser(data: Data(markup.utf8))
    #expect(parser.parse(), "\(String(describing: parser.parserError))")
    #expect(page.ranges(of: "<svg").count == 4)
    #expect(page.contains("&lt;f&gt; &amp; &quot;g&quot;"))
    #expect(page.ranges(of: "class=\"bad\"").count >= 2)
  }

  @Test func `a run that came to nothing has a table and a page`() {
    let empty = CalibrationDocument(
      tareVersion: "0.1.0", startedAt: "2026-03-01T12:00:00Z", elapsedSeconds: 1, command: [],
      seed: 0, quick: true, machine: SampleDocument.machine("6.18.5"))
    #expect(CalibrationTable.render(empty).contains("quick"))
    #expect(!CalibrationPage.render(empty).contains("<svg"))
  }
}
