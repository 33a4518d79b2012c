// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import BPF

/// `runqlat` as a command.
package struct RunqlatTool: CountingTool {
  package static let abstract = "How long do threads wait for a CPU?"
  package static let discussion = """
    Shows how long threads that could run waited for a CPU, as a histogram with percentiles, in the end \
    or every so many seconds: `runqlat 1 5` shows five, one a second. A wait begins when a thread is \
    woken, or when it has to leave a CPU though it would go on.
    """
  package static var example: Runqlat { Runqlat() }

  @Argument(help: "Seconds between two reports. Default: one report in the end.")
  var interval: Seconds?

  @Argument(help: "How many reports.")
  var count: Int?

  @Flag(name: [.customShort("P"), .customLong("pids")], help: "A histogram for each process.")
  var processes = false

  @Flag(name: [.customShort("L"), .customLong("tids")], help: "A histogram for each thread.")
  var threads = false

  @Option(help: ArgumentHelp("End after this time.", valueName: "seconds"))
  package var duration: Seconds?

  @OptionGroup var histograms: HistogramOptions

  package init() {}

  package func validate() throws {
    if let count, count < 1 { throw ValidationError("count takes 1 or more reports, not \(count)") }
    if processes, threads { throw ValidationError("--pids and --tids exclude each other") }
  }

  private var grouping: Runqlat.Grouping {
    processes ? .process : threads ? .thread : .together
  }

  package var schedule: ReportSchedule {
    ReportSchedule(
      interval: histograms.interval(interval), count: count, isLive: histograms.live)
  }

  package func report(_ request: ToolRequest) -> WaitReport {
    WaitReport(
      probe: Runqlat(by: grouping, filter: request.filter),
      histograms: histograms.report(unit: .microseconds, request))
  }
}
