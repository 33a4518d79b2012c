// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import BPF
import Probes

/// `tare syscount`.
struct SyscountCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "syscount", abstract: "Who makes how many system calls?",
    discussion: """
      Counts system calls by name, or by process with -P, and shows the most frequent ones in the end or \
      every so many seconds.
      """)

  @Option(name: .shortAndLong, help: ArgumentHelp("Report this often.", valueName: "seconds"))
  var interval: Seconds?

  @Option(name: .shortAndLong, help: ArgumentHelp("End after this time.", valueName: "seconds"))
  var duration: Seconds?

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

  @OptionGroup(title: "Options of all tools") var trace: TraceOptions

  func validate() throws {
    if top < 0 { throw ValidationError("--top takes a count from 0 up, not \(top)") }
    if milliseconds, !latency { throw ValidationError("--milliseconds goes with --latency") }
  }

  func run() throws {
    if list {
      for call in Syscount.names.sorted(by: { $0.key < $1.key }) { print(call.key, call.value) }
      return
    }
    let probe = Syscount(
      by: process ? .process : .syscall, filter: trace.filter, withTime: latency,
      failedOnly: failures, error: errno?.number)
    let run = try CountingRun(
      probe, trace, duration: duration, CountingRun.Schedule(interval: interval))
    var report = SyscallReport(
      byProcess: process, withTime: latency, unit: milliseconds ? .milliseconds : .microseconds,
      top: top == 0 ? nil : top, json: trace.json, showsTimeOfDay: interval != nil,
      clock: run.session.clock)
    try run.run { line throws(BPFError) in
      try report.append(of: run.session.running.loaded, to: &line)
    }
  }
}

/// An errno by its number or its name.
struct ErrnoArgument: ExpressibleByArgument {
  /// The kernel's own numbers end there (`MAX_ERRNO`).
  private static let most: UInt32 = 4095
  let number: UInt32

  init?(argument: String) {
    guard let number = UInt32(argument) ?? LibbpfCode.errno(named: argument.uppercased()),
      (1...Self.most).contains(number)
    else { return nil }
    self.number = number
  }
}
