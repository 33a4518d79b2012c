// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import BPF

/// `syscount` as a command.
package struct SyscountTool: CountingTool {
  package static let abstract = "Who makes how many system calls?"
  package static let discussion = """
    Counts system calls by name, or by process with -P, and shows the most frequent ones in the end or \
    every so many seconds.
    """
  package static var example: Syscount { Syscount() }

  @Option(name: .shortAndLong, help: ArgumentHelp("Report this often.", valueName: "seconds"))
  var interval: Seconds?

  @Option(name: .shortAndLong, help: ArgumentHelp("End after this time.", valueName: "seconds"))
  package var duration: Seconds?

  @Option(
    name: [.customShort("T"), .customLong("top")],
    help: ArgumentHelp("Show only this many; 0 shows all.", valueName: "count"))
  var top = 10

  @Flag(name: [.customShort("x"), .customLong("failures")], help: "Only calls that failed.")
  var failures = false

  @Option(
    name: [.customShort("e"), .customLong("errno")],
    help: ArgumentHelp(
      "Only calls that failed like this, for example ENOENT or 2.", valueName: "errno"))
  var errno: ErrnoArgument?

  @Flag(name: [.customShort("L"), .customLong("latency")], help: "Show the time that calls took.")
  var latency = false

  @Flag(name: .shortAndLong, help: "With -L: milliseconds instead of microseconds.")
  var milliseconds = false

  @Flag(name: [.customShort("P"), .customLong("process")], help: "Count by process.")
  var process = false

  @Flag(name: .shortAndLong, help: "List the names of system calls and end.")
  var list = false

  package init() {}

  package func validate() throws {
    if top < 0 { throw ValidationError("--top takes a count from 0 up, not \(top)") }
    if milliseconds, !latency { throw ValidationError("--milliseconds goes with --latency") }
  }

  package var listing: String? {
    guard list else { return nil }
    let calls = Syscount.names.sorted { $0.key < $1.key }
    return calls.map { "\($0.key) \($0.value)" }.joined(separator: "\n")
  }

  package var schedule: ReportSchedule { ReportSchedule(interval: interval) }

  package func report(_ request: ToolRequest) -> SyscallReport {
    SyscallReport(
      probe: Syscount(
        by: process ? .process : .syscall, filter: request.filter, withTime: latency,
        failedOnly: failures, error: errno?.number),
      unit: milliseconds ? .milliseconds : .microseconds, top: top == 0 ? nil : top,
      json: request.json, showsTimeOfDay: interval != nil, clock: request.clock)
  }
}

/// An errno by its number or its name.
package struct ErrnoArgument: ExpressibleByArgument {
  /// The kernel's own numbers end there (`MAX_ERRNO`).
  private static let most: UInt32 = 4095
  let number: UInt32

  package init?(argument: String) {
    guard let number = UInt32(argument) ?? LibbpfCode.errno(named: argument.uppercased()),
      (1...Self.most).contains(number)
    else { return nil }
    self.number = number
  }
}
