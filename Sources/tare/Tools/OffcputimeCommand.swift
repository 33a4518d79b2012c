// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import BPF
import Probes

/// `tare offcputime`.
struct OffcputimeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "offcputime", abstract: "Where are threads blocked, and for how long?",
    discussion: """
      Counts how long threads were blocked, by the stack that blocked them, until Ctrl-C or for so many \
      seconds, and prints the stacks, the longest time first. With -f a line is a folded stack and its \
      microseconds, as flame graphs take them.
      """)

  @Argument(help: "Seconds to count. Default: until Ctrl-C.")
  var seconds: Seconds?

  @Flag(name: .shortAndLong, help: "Folded stacks, a line each.")
  var folded = false

  @Flag(
    name: [.customShort("K"), .customLong("kernel-stacks-only")], help: "Only the kernel's frames.")
  var kernelOnly = false

  @Flag(
    name: [.customShort("U"), .customLong("user-stacks-only")], help: "Only the program's frames.")
  var userOnly = false

  @Option(
    name: [.customShort("m"), .customLong("min-block-us")],
    help: ArgumentHelp("Only times of at least this.", valueName: "microseconds"))
  var minimum: UInt32 = 0

  @Option(
    name: [.customShort("M"), .customLong("max-block-us")],
    help: ArgumentHelp("Only times of at most this.", valueName: "microseconds"))
  var maximum: UInt32?

  @Flag(help: "Count those too who have to leave a CPU though they would go on.")
  var preempted = false

  @Option(name: .shortAndLong, help: "Only this thread.")
  var tid: UInt32?

  @Option(help: ArgumentHelp("Only the stacks with the longest times.", valueName: "count"))
  var top: Int?

  @Option(help: ArgumentHelp("The same as the argument.", valueName: "seconds"))
  var duration: Seconds?

  @OptionGroup(title: "Options of all tools") var trace: TraceOptions

  func validate() throws {
    if kernelOnly, userOnly {
      throw ValidationError("--kernel-stacks-only and --user-stacks-only exclude each other")
    }
    if folded, trace.json { throw ValidationError("--folded and --json exclude each other") }
    if let maximum, maximum < minimum {
      throw ValidationError("--max-block-us is less than --min-block-us")
    }
    if let top, top < 1 { throw ValidationError("--top takes a count from 1 up, not \(top)") }
  }

  func run() throws {
    var filter = trace.filter
    filter.tid = tid
    let longest = maximum.map { Duration.microseconds(Int64($0)) } ?? Offcputime.longest
    let stacks: Offcputime.Stacks = kernelOnly ? .kernel : userOnly ? .user : .both
    let probe = Offcputime(
      filter: filter, stacks: stacks,
      durations: .microseconds(Int64(minimum))...longest, includePreempted: preempted)
    var report = StackReport(
      form: trace.json ? .json : folded ? .folded : .blocks, stacks: stacks, top: top)
    let run = try CountingRun(
      probe, trace, duration: seconds ?? duration, CountingRun.Schedule(saysShare: !folded)
    ) { _, filter in
      if stacks != .kernel { report.history = Self.history(of: filter) }
      return report.history
    }
    try run.run { [report] line throws(BPFError) in
      try report.append(of: run.session.running.loaded, to: &line)
    }
  }

  /// What the watched processes have mapped from now on.
  private static func history(of filter: ProbeFilter) -> ProcessHistory? {
    do throws(BPFError) { return try ProcessHistory(of: filter) } catch {
      Terminal.complain("functions of processes that end before the report have no names: \(error)")
      return nil
    }
  }
}
