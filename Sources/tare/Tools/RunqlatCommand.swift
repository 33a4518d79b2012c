// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import BPF
import Probes

/// `tare runqlat`.
struct RunqlatCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "runqlat", abstract: "How long do threads wait for a CPU?",
    discussion: """
      Shows how long threads that could run waited for a CPU, as a histogram with percentiles, in the end \
      or every so many seconds: `runqlat 1 5` shows five, one a second. A wait begins when a thread is \
      woken, or when it has to leave a CPU though it would go on.
      """)

  @Argument(help: "Seconds between two reports. Default: one report in the end.")
  var interval: Seconds?

  @Argument(help: "How many reports.")
  var count: Int?

  @Flag(name: [.customShort("P"), .customLong("pids")], help: "A histogram for each process.")
  var processes = false

  @Flag(name: [.customShort("L"), .customLong("tids")], help: "A histogram for each thread.")
  var threads = false

  @Option(help: ArgumentHelp("End after this time.", valueName: "seconds"))
  var duration: Seconds?

  @OptionGroup var histograms: HistogramOptions
  @OptionGroup(title: "Options of all tools") var trace: TraceOptions

  func validate() throws {
    if let count, count < 1 { throw ValidationError("count takes 1 or more reports, not \(count)") }
    if processes, threads { throw ValidationError("--pids and --tids exclude each other") }
  }

  private var grouping: Runqlat.Grouping {
    processes ? .process : threads ? .thread : .together
  }

  func run() throws {
    let grouping = grouping
    let run = try CountingRun(
      Runqlat(by: grouping, filter: trace.filter), trace, duration: duration,
      CountingRun.Schedule(
        interval: histograms.interval(interval), count: count, isLive: histograms.live))
    var report = histograms.report(
      of: UInt32.self, unit: .microseconds, json: trace.json, clock: run.session.clock)
    try run.run { line throws(BPFError) in
      report.append(try Self.entries(of: run.session.running.loaded, grouping), to: &line)
    }
  }

  private static func entries(
    of probe: LoadedProbe, _ grouping: Runqlat.Grouping
  ) throws(BPFError) -> [HistogramReport<UInt32>.Entry] {
    if grouping == .together {
      return [.init(kind: 0, labels: [], histogram: try Runqlat.waits(of: probe))]
    }
    let groups = try Runqlat.groups(of: probe).sorted {
      $0.machineIdentifier < $1.machineIdentifier
    }
    return groups.map { group in
      .init(
        kind: group.machineIdentifier,
        labels: [
          .init(
            key: grouping == .process ? "pid" : "tid", value: .number(UInt64(group.identifier))),
          .init(key: "comm", value: .bytes(group.comm)),
        ], histogram: group.waits)
    }
  }
}
