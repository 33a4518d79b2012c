// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Lines

/// The options of tools that show histograms.
package struct HistogramOptions: ParsableArguments {
  @Flag(name: [.customShort("T"), .customLong("timestamp")], help: "Show the time of each report.")
  var timestamp = false

  @Flag(name: .shortAndLong, help: "Milliseconds.")
  var milliseconds = false

  @Flag(name: [.customShort("u"), .customLong("microseconds")], help: "Microseconds.")
  var microseconds = false

  @Flag(
    name: [.customShort("e"), .customLong("extension")],
    help: "Show count, average and total of each histogram.")
  var totals = false

  @Flag(help: "Rows of equal width instead of powers of two.")
  var linear = false

  @Flag(help: "Redraw in place on a terminal, each second unless told otherwise.")
  var live = false

  @Option(help: ArgumentHelp("Only the fullest histograms.", valueName: "count"))
  var top: Int?

  package init() {}

  package func validate() throws {
    if let top, top < 1 { throw ValidationError("--top takes a count from 1 up, not \(top)") }
    if milliseconds, microseconds {
      throw ValidationError("--milliseconds and --microseconds exclude each other")
    }
  }

  /// The time between two reports.
  func interval(_ asked: Seconds?) -> Seconds? { asked ?? (live ? .one : nil) }

  /// Makes the reports, in a tool's own unit if none is asked for.
  func report<Kind: Hashable>(
    unit: LatencyUnit, _ request: ToolRequest
  ) -> HistogramReport<Kind> {
    let asked: LatencyUnit = milliseconds ? .milliseconds : microseconds ? .microseconds : unit
    return HistogramReport(
      table: HistogramTable(unit: asked, isLinear: linear, withTotals: totals),
      withTime: timestamp, json: request.json, top: top, clock: request.clock)
  }
}
