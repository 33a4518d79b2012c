// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Lines

/// `execsnoop` as a command.
package struct ExecsnoopTool: StreamingTool {
  package static let abstract = "Which process runs which program, with which arguments?"
  package static let discussion = """
    Prints a line for each execve, execveat and script, until Ctrl-C. RET is 0, or -errno of an exec \
    that failed. Arguments are whole up to 4,096 bytes; three dots mark what is missing.
    """
  package static var example: Execsnoop { Execsnoop() }

  @Option(help: ArgumentHelp("End after this time.", valueName: "seconds"))
  package var duration: Seconds?

  @Flag(name: [.customShort("T"), .customLong("time")], help: "Show the time of day.")
  var time = false

  @Flag(name: [.customShort("t"), .customLong("timestamp")], help: "Show seconds since the start.")
  var timestamp = false

  @Flag(name: [.customShort("x"), .customLong("fails")], help: "Execs that failed, too.")
  var fails = false

  @Option(name: .shortAndLong, help: "Only this user, by number.")
  var uid: UInt32?

  @Flag(name: [.customShort("U"), .customLong("print-uid")], help: "Show the user.")
  var printUID = false

  @Flag(name: [.customShort("q"), .customLong("quote")], help: "Put arguments in quotation marks.")
  var quote = false

  @Option(
    name: [.customShort("l"), .customLong("line")],
    help: ArgumentHelp(
      "Only where an argument matches this regular expression.", valueName: "regex"))
  var line: PatternArgument?

  @Option(help: ArgumentHelp("Show at most so many arguments.", valueName: "count"))
  var maxArgs: Int?

  @Option(
    name: [.customShort("P"), .customLong("ppid")], help: "Only children of this process.")
  var ppid: UInt32?

  package init() {}

  package func validate() throws {
    if let maxArgs, maxArgs < 0 {
      throw ValidationError("--max-args takes a count from 0 up, not \(maxArgs)")
    }
  }

  package func probe(_ request: ToolRequest) throws -> Execsnoop {
    var filter = request.filter
    filter.uid = uid
    return Execsnoop(filter: filter, includeFailed: fails, ppid: ppid)
  }

  package func format(_ request: ToolRequest) -> any RecordFormat {
    if request.json { return ExecJSON(clock: request.clock, mostArguments: maxArgs) }
    var table = ExecTable(clock: request.clock)
    table.times = (time ? [.timeOfDay] : []) + (timestamp ? [.sinceStart] : [])
    table.withUser = printUID
    table.isQuoting = quote
    table.mostArguments = maxArgs
    return table
  }

  package func isShown(_ record: RawSpan) -> Bool {
    line?.matchesArgument(of: record) ?? true
  }
}

/// A regular expression given on the command line.
package struct PatternArgument: ExpressibleByArgument {
  private let text: String

  package init?(argument: String) {
    do { _ = try Regex(argument) } catch { return nil }
    text = argument
  }

  /// Whether one of an exec's arguments, the program's own name among them, matches.
  func matchesArgument(of record: RawSpan) -> Bool {
    guard let event = Execsnoop.event(from: record), let regex = try? Regex(text) else {
      return false
    }
    return event.arguments.contains { String(decoding: $0, as: UTF8.self).contains(regex) }
  }
}
