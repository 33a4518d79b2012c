// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import BPF
import Glibc
import Probes

/// `tare biolatency`.
struct BiolatencyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "biolatency", abstract: "How long do block devices take?",
    discussion: """
      Shows how long devices took for their requests, as a histogram with percentiles, in the end or every \
      so many seconds: `biolatency 1 5` shows five, one a second. --pid, --comm, --cgroup and --exec go by \
      who gives a request to the device, which of a buffered write is the kernel.
      """)

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
  var duration: Seconds?

  @Flag(name: .customShort("j"), help: "The same as --json.")
  var shortJSON = false

  @Option(help: ArgumentHelp("Only the disks or flags with the most requests.", valueName: "count"))
  var top: Int?

  @OptionGroup(title: "Options of all tools") var trace: TraceOptions

  func validate() throws {
    if let count, count < 1 { throw ValidationError("count takes 1 or more reports, not \(count)") }
    if let top, top < 1 { throw ValidationError("--top takes a count from 1 up, not \(top)") }
    if milliseconds, microseconds {
      throw ValidationError("--milliseconds and --microseconds exclude each other")
    }
    _ = try disk?.device()
  }

  func run() throws {
    if disk == nil, !trace.quiet { DiskArgument.sayWhatIsNotSeen(by: "biolatency") }
    let probe = Biolatency(
      filter: trace.filter, includeQueue: queued, device: try disk?.device(),
      byDevice: disks, byFlags: flags)
    var options = trace
    options.json = trace.json || shortJSON
    let every = interval ?? (live ? Seconds(argument: "1") : nil)
    let run = try CountingRun(
      probe, options, duration: duration,
      CountingRun.Schedule(interval: every, count: count, isLive: live))
    var report = LatencyReport(
      table: HistogramTable(
        unit: milliseconds ? .milliseconds : .microseconds, isLinear: linear, withTotals: totals),
      byDisk: disks, byFlags: flags, withTime: timestamp, json: options.json, top: top,
      clock: run.session.clock)
    try run.run { line throws(BPFError) in
      try report.append(of: run.session.running.loaded, to: &line)
    }
  }
}
