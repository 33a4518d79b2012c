// SPDX-License-Identifier: Apache-2.0

import Calibration
import Foundation
import Results
import Testing

@testable import tare

/// Which machine a cost is of, and what was weighed on this one comes first.
@Suite struct OwnCostsTests {
  /// A cache that holds a run over opensnoop, or something else in its place.
  private func withCache(
    holding document: MeasureDocument?, _ body: (_ cache: String) throws -> Void
  ) throws {
    let cache = FileManager.default.temporaryDirectory.appending(path: "tare-\(UUID())").path
    defer { do { try FileManager.default.removeItem(atPath: cache) } catch { print(error) } }
    let kept = MachineCalibration(cache: cache)
    if let document {
      try kept.keep(document, ofProbe: "opensnoop")
    } else {
      let path = kept.path(ofProbe: "opensnoop")
      try FileManager.default.createDirectory(
        at: URL(fileURLWithPath: path).deletingLastPathComponent(),
        withIntermediateDirectories: true)
      try "no document".write(toFile: path, atomically: true, encoding: .utf8)
    }
    try body(cache)
  }

  private static let document = Result {
    let place = URL(fileURLWithPath: #filePath).appending(path: "../../../results/measure.json")
    return try MeasureDocument(path: place.standardized.path)
  }

  @Test(arguments: ["opensnoop", "biolatency", "biosnoop", "runqlat"])
  func `a cost from elsewhere begins with its machine, and calls no kernel this one`(tool: String) {
    let texts = Overhead.paragraphs(of: tool, here: .none)
    #expect(texts.first?.hasPrefix("Measured on Linux ") == true)
    #expect(texts.allSatisfy { !$0.contains("this kernel") && !$0.hasPrefix(tool) })
    #expect(texts.contains { $0.hasPrefix("Instructions an event, counted in an emulator with ") })
    #expect(texts.last == "`tare afford \(tool) --weigh` weighs it on this machine.")
  }

  @Test func `what was weighed on this machine comes first, and invites nobody to weigh it`() throws
  {
    try withCache(holding: try Self.document.get()) { cache in
      let own = OwnCosts(of: "opensnoop", cache: cache)
      let texts = Overhead.paragraphs(of: "opensnoop", here: own)
      #expect(texts.first?.hasPrefix("Weighed on this machine, Linux ") == true)
      #expect(texts.contains { $0.hasPrefix("Measured on Linux ") })
      #expect(texts.allSatisfy { !$0.contains("--weigh") })
      let section = Overhead.section(of: "opensnoop", here: own)
      #expect(section.split(separator: "\n").allSatisfy { $0.count <= 80 })
    }
  }

  @Test func `nothing is this machine's of a tool that was not weighed on it`() throws {
    try withCache(holding: try Self.document.get()) { cache in
      let own = OwnCosts(of: "execsnoop", cache: cache)
      #expect(own.measured.isEmpty && own.trouble == nil)
    }
  }

  @Test func `a run that cannot be read says so`() throws {
    try withCache(holding: nil) { cache in
      let texts = Overhead.paragraphs(
        of: "opensnoop", here: OwnCosts(of: "opensnoop", cache: cache))
      #expect(texts.first?.hasPrefix("What was weighed on this machine cannot be read: ") == true)
      #expect(texts.last?.contains("--weigh") == true)
    }
  }

  @Test func `the line about a lower rung tells this machine's cost where there is one`() {
    let own = KnownCosts.Measured(
      rung: "tracepoint", text: "x adds 5 ns to an open; more", place: "")
    let other = KnownCosts.Counted(series: "6.12", rung: "tracepoint", event: 2, bystander: nil)
    let best = KnownCosts.Counted(series: "6.12", rung: "fexit", event: 1, bystander: nil)
    func cost(_ here: [KnownCosts.Measured]) -> String {
      RungNotice.cost(
        of: "tracepoint", insteadOf: ["fexit"], counted: [other, best], measured: [], here: here,
        release: "6.12.1")
    }
    #expect(cost([own]) == "; x adds 5 ns to an open (weighed on this machine)")
    #expect(cost([]) == "; an event costs 2 instructions instead of 1 (counted with Linux 6.12)")
  }
}
