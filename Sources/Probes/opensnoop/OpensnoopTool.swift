// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Lines

/// `opensnoop` as a command.
package struct OpensnoopTool: StreamingTool {
  package static let abstract = "Which process opens which file, and what came of it?"
  package static let discussion = """
    Prints a line for each open, creat, openat, openat2 and open_by_handle_at of the machine that has \
    returned, and for each open that an io_uring asked for, until Ctrl-C. FD is the descriptor, or -1 and \
    ERR says why (errno). An open by handle has no path: it is [handle], with the name of the opened file.
    """
  package static var example: Opensnoop { Opensnoop() }

  @Option(name: .shortAndLong, help: ArgumentHelp("End after this time.", valueName: "seconds"))
  package var duration: Seconds?

  @Option(name: .shortAndLong, help: "Only this thread.")
  var tid: UInt32?

  @Option(name: .shortAndLong, help: "Only this user, by number.")
  var uid: UInt32?

  @Flag(name: [.customShort("x"), .customLong("failed")], help: "Only opens that failed.")
  var failed = false

  @Option(
    name: [.customShort("f"), .customLong("flag-filter"), .customLong("flag")],
    help: ArgumentHelp(
      "Only opens with this flag, for example O_WRONLY; repeated: with one of them.",
      valueName: "flag"))
  var flag: [OpenFlagArgument] = []

  @Flag(name: [.customShort("T"), .customLong("timestamp")], help: "Show seconds since the start.")
  var timestamp = false

  @Flag(name: [.customShort("U"), .customLong("print-uid")], help: "Show the user.")
  var printUID = false

  @Flag(
    name: [.customShort("e"), .customLong("extended-fields"), .customLong("extended")],
    help: "Show thread and flags (in octal) too.")
  var extended = false

  @Flag(
    name: [.customShort("F"), .customLong("full-path")],
    help: "Show relative paths with the directory they begin in.")
  var fullPath = false

  package init() {}

  package func probe(_ request: ToolRequest) throws -> Opensnoop {
    var filter = request.filter
    filter.tid = tid
    filter.uid = uid
    return Opensnoop(
      filter: filter, withTime: timestamp || request.json, withDirectory: fullPath,
      failedOnly: failed, flags: flag.map(\.flag))
  }

  package func format(_ request: ToolRequest) -> any RecordFormat {
    if request.json { return OpenJSON(clock: request.clock) }
    var table = OpenTable(clock: request.clock)
    table.time = timestamp ? .sinceStart : nil
    table.withUser = printUID
    table.withThread = extended
    table.withFlags = extended
    return table
  }
}

/// A flag named on the command line, with or without its `O_`.
package struct OpenFlagArgument: ExpressibleByArgument {
  let flag: OpenFlag

  package init?(argument: String) {
    let name = argument.uppercased()
    guard let flag = OpenFlag.allCases.first(where: { $0.name == name || $0.name == "O_\(name)" })
    else { return nil }
    self.flag = flag
  }

  package static var allValueStrings: [String] { OpenFlag.allCases.map(\.name) }
}
