// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import BPF

/// `biolatency` as a command.
package struct BiolatencyTool: CountingTool {
  package static let abstract = "How long do block devices take?"
  package static let discussion = """
    Shows how long devices took for their requests, as a histogram with percentiles, in the end or every \
    so many seconds: `biolatency 1 5` shows five, one a second. --pid, --comm, --cgroup and --exec go by \
    who gives a request to the device, which of a buffered write is the kernel.
    """
  package static var example: Biolatency { Biolatency() }

  @Argument(help: "Seconds between two reports. Default: one report in the end.")
  var interval: Seconds?

  @Argument(help: "How many reports.")
  var count: Int?

  @Flag(name: [.customShort("T"), .customLong("timestamp")], help: "Show the time of each report.")
  var timestamp = false

  @Flag(name: .shortAndLong, help: "Milliseconds instead of microseconds.")
  var milliseconds = false

  @Flag(name: [.customShort("u"), .customLong("microseconds")], help: "Microseconds, the default.")
  var microseconds = false

  @Flag(
    name: [.customShort("Q"), .customLong("queued")],
    help: "The time in the kernel's queue counts too.")
  var queued = false

  @Flag(name: [.customShort("D"), .customLong("disks")], help: "A histogram for each disk.")
  var disks = false

  @Flag(
    name: [.customShort("F"), .customLong("flags")],
    help: "A histogram for each combination of operation and flags.")
  var flags = false

  @Option(
    name: .shortAndLong, help: ArgumentHelp("Only this disk, for example vda.", valueName: "disk"))
  var disk: DiskArgument?

  @Flag(
    name: [.customShort("e"), .customLong("extension")],
    help: "Show count, average and total of each histogram.")
  var totals = false

  @Flag(help: "Rows of equal width instead of powers of two.")
  var linear = false

  @Flag(help: "Redraw in place on a terminal, each second unless told otherwise.")
  var live = false

  @Option(help: ArgumentHelp("End after this time.", valueName: "seconds"))
  package var duration: Seconds?

  @Flag(name: .customShort("j"), help: "The same as --json.")
  var shortJSON = false

  @Option(help: ArgumentHelp("Only the disks or flags with the most requests.", valueName: "count"))
  var top: Int?

  package init() {}

  package func validate() throws {
    if let count, count < 1 { throw ValidationError("count takes 1 or more reports, not \(count)") }
    if let top, top < 1 { throw ValidationError("--top takes a count from 1 up, not \(top)") }
    if milliseconds, microseconds {
      throw ValidationError("--milliseconds and --microseconds exclude each other")
    }
    _ = try disk?.device()
  }

  package var asksForJSON: Bool { shortJSON }

  package var schedule: ReportSchedule {
    ReportSchedule(
      interval: interval ?? (live ? .one : nil), count: count, isLive: live)
  }

  package func report(_ request: ToolRequest) throws -> LatencyReport {
    if disk == nil, let unseen = DiskArgument.unseenDisks(by: Self.name) { request.remark(unseen) }
    let table = HistogramTable(
      unit: milliseconds ? .milliseconds : .microseconds, isLinear: linear, withTotals: totals)
    return LatencyReport(
      probe: Biolatency(
        filter: request.filter, includeQueue: queued, device: try disk?.device(),
        byDevice: disks, byFlags: flags),
      histograms: HistogramReport(
        table: table, withTime: timestamp, json: request.json, top: top, clock: request.clock))
  }
}
