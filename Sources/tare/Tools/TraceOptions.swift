// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Budgeting
import Lines
import Probes

/// The options that all tools share.
struct TraceOptions: ParsableArguments {
  @Option(name: .shortAndLong, help: "Only this process, all of its threads.")
  var pid: UInt32?

  @Option(
    name: [.customShort("n"), .customLong("comm"), .customLong("name")],
    help: ArgumentHelp(
      "Only threads whose name holds this text, of at most 15 bytes.", valueName: "text"))
  var comm: String?

  @Option(
    help: ArgumentHelp("Only this cgroup (version 2) and those below it.", valueName: "path"))
  var cgroup: String?

  @Option(
    help: ArgumentHelp(
      "Run a command with sh, and watch it and all it starts, until it ends.",
      valueName: "command"))
  var exec: String?

  @Flag(
    help:
      "In a PID namespace, as in a container: show the machine's process numbers, not the namespace's."
  )
  var hostPids = false

  @Flag(help: "One JSON object a line; docs/json-lines.md tells the keys.")
  var json = false

  @Option(help: "The rung to force. Default: the best that this kernel allows.")
  var rung: String?

  @Flag(help: "Nothing on standard error but errors and losses.")
  var quiet = false

  @Option(
    help: ArgumentHelp(
      "What it may cost: 1% of a CPU, or 200ns/op an event. Where it costs more, it detaches and ends "
        + "with exit code 75.", valueName: "limit"))
  var budget: Budget?

  @Option(
    help: ArgumentHelp("How long it may cost more than --budget. Default: 1.", valueName: "seconds")
  )
  var grace: Seconds?

  @Flag(help: "Do not end, but keep within --budget by tracing part of the time.")
  var sample = false

  /// The budget that the options give, if any. Not a group within this one: a debug build of the
  /// parser checks such a group over and over, at every start.
  var limit: BudgetOptions { BudgetOptions(budget: budget, grace: grace, sample: sample) }

  func validate() throws {
    try limit.validate()
    if let comm, !(1...ProbeFilter.longestName).contains(comm.utf8.count) {
      throw ValidationError(
        "--comm takes 1 to \(ProbeFilter.longestName) bytes: no thread's name is longer")
    }
    if pid == 0 { throw ValidationError("--pid takes the number of a process, from 1 up") }
    if exec?.isEmpty == true { throw ValidationError("--exec takes a command") }
    if pid != nil, exec != nil {
      throw ValidationError(
        "--pid and --exec exclude each other: each names the processes to watch")
    }
  }

  /// Whose events are wanted, as far as these options say.
  var filter: ProbeFilter {
    var filter = ProbeFilter(pid: pid, comm: comm.map { Array($0.utf8) }, cgroup: cgroup)
    filter.tellsMachineNumbers = hostPids
    return filter
  }

  /// The options as a tool gets them; its clock starts now.
  func request(json: Bool) -> ToolRequest {
    let isQuiet = quiet
    return ToolRequest(
      filter: filter, startsCommand: exec != nil, json: json, clock: EventClock(),
      complain: { Terminal.complain($0) }, remark: { if !isQuiet { Terminal.complain($0) } })
  }
}

/// The budget of a tool, as its options give it.
struct BudgetOptions {
  private static let defaultGrace: UInt64 = 1_000_000_000

  let budget: Budget?
  let grace: Seconds?
  let sample: Bool

  func validate() throws {
    if sample, budget == nil { throw ValidationError("--sample goes with --budget") }
    if grace != nil, budget == nil { throw ValidationError("--grace goes with --budget") }
    if sample, grace != nil {
      throw ValidationError(
        "--sample and --grace exclude each other: sampling is never over budget")
    }
  }

  /// How to keep within the budget.
  var reaction: BudgetWatch.Reaction {
    sample ? .sample : .detach(after: grace?.nanoseconds ?? Self.defaultGrace)
  }
}

extension Budget: ExpressibleByArgument {
  /// Reads `1%` or `200ns/op`.
  public init?(argument: String) { self.init(argument) }
}
