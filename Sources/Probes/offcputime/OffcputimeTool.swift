// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import BPF

/// `offcputime` as a command.
package struct OffcputimeTool: CountingTool {
  package static let abstract = "Where are threads blocked, and for how long?"
  package static let discussion = """
    Counts how long threads were blocked, by the stack that blocked them, until Ctrl-C or for so many \
    seconds, and prints the stacks, the longest time first. With -f a line is a folded stack and its \
    microseconds, as flame graphs take them.
    """
  package static var example: Offcputime { Offcputime() }

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

  @Option(
    name: .customLong("duration"),
    help: ArgumentHelp("The same as the argument.", valueName: "seconds"))
  var option: Seconds?

  package init() {}

  package func validate() throws {
    if kernelOnly, userOnly {
      throw ValidationError("--kernel-stacks-only and --user-stacks-only exclude each other")
    }
    if let maximum, maximum < minimum {
      throw ValidationError("--max-block-us is less than --min-block-us")
    }
    if let top, top < 1 { throw ValidationError("--top takes a count from 1 up, not \(top)") }
  }

  package func validate(json: Bool) throws {
    if folded, json { throw ValidationError("--folded and --json exclude each other") }
  }

  package var duration: Seconds? { seconds ?? option }

  package var schedule: ReportSchedule { ReportSchedule(saysShare: !folded) }

  package func report(_ request: ToolRequest) -> StackReport {
    var filter = request.filter
    filter.tid = tid
    let longest = maximum.map { Duration.microseconds(Int64($0)) } ?? Offcputime.longest
    let stacks: Offcputime.Stacks = kernelOnly ? .kernel : userOnly ? .user : .both
    return StackReport(
      probe: Offcputime(
        filter: filter, stacks: stacks,
        durations: .microseconds(Int64(minimum))...longest, includePreempted: preempted),
      form: request.json ? .json : folded ? .folded : .blocks, top: top,
      complain: request.complain)
  }
}
