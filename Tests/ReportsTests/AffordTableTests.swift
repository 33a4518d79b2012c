// SPDX-License-Identifier: Apache-2.0

import Reports
import Results
import Statistics
import Testing

@Suite struct AffordTableTests {
  private static func document(_ comm: String) -> AffordDocument {
    var forecast = ProbeForecast(probe: "opensnoop")
    let cost = Interval(estimate: 12_345_678, low: 9_000_000, high: 17_000_000)
    forecast.rung = "raw_tracepoint"
    forecast.source = .results(place: String(repeating: "a machine far away, ", count: 5))
    forecast.events = Interval(estimate: 123_456, low: 120_000, high: 130_000)
    forecast.price = Interval(estimate: 803, low: 700, high: 900)
    forecast.cost = cost
    forecast.processes = (1...12).map {
      .init(pid: $0, comm: comm, events: 1e9, others: 123, cost: cost)
    }
    forecast.verification = Verification(
      seconds: 5, events: 123_000, runs: 246_000, programs: 5e6, hooks: 5e6, reader: 2e6,
      ratio: 1.03)
    var silent = ProbeForecast(probe: "funclatency")
    silent.failure = String(repeating: "it is not known ", count: 9)
    return AffordDocument(
      tareVersion: "1", startedAt: "2026-01-01T00:00:00Z", kernelRelease: "6.12.117",
      cpuModel: String(repeating: "model ", count: 12), cpuCount: 128, countedSeconds: 5,
      countingNanosecondsPerSecond: 1e6, uncounted: 3, probes: [forecast, silent])
  }

  @Test func `no line is wider than 80 columns, whatever processes are called`() {
    for comm in ["cat", "a process with\nline", "0123456789abcdef"] {
      let text = AffordTable.render(Self.document(comm))
      for line in text.split(separator: "\n") { #expect(line.count <= 80, "\(line)") }
      #expect(text.split(separator: "\n").filter { $0.hasSuffix("1.2 %") }.count == 10)
      #expect(text.contains("and 2 more"))
    }
  }

  @Test func `it says what counting cost, where the prices are from, and how right it was`() {
    let text = AffordTable.render(Self.document("cat")).split(whereSeparator: \.isWhitespace)
      .joined(separator: " ")
    #expect(text.contains("counting itself took 0.100 % of a CPU"))
    #expect(text.contains("3 events were not counted"))
    #expect(text.contains("prices of another machine (a machine far away"))
    #expect(text.contains("the forecast for these is 1.03 times that"))
    #expect(text.contains("funclatency: it is not known"))
  }

  @Test func `by hardly any event a forecast is not judged, unless there is a reader`() {
    var document = Self.document("cat")
    document.probes[0].verification = Verification(
      seconds: 5, events: 1, runs: 2, programs: 0, hooks: 5, reader: 0, ratio: 0)
    func text() -> String {
      AffordTable.render(document).split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }
    #expect(text().contains("too few events to judge the forecast by"))
    #expect(!text().contains("times that"))
    document.probes[0].verification?.reader = 1e6
    #expect(text().contains("times that"))
  }

  @Test func `the document reads back as it was written`() throws {
    let document = Self.document("cat")
    #expect(try AffordDocument(json: try document.json()) == document)
  }
}
