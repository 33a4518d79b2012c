// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Budgeting
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
    help: ArgumentHelp(
      "How long it may cost more than --budget. Default: 1.", valueName: "seconds"))
  var grace: Seconds?

  @Flag(help: "Do not end, but keep within --budget by tracing part of the time.")
  var sample = false

  /// The budget that the options give, if any. Not a group within this one: a debug build of the parser checks such a
  /// group over and over, at every start.
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
}

/// The options of tools that report each event.
struct StreamOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "No line an event, but in the end the most frequent ones with their counts.",
      valueName: "count"))
  var top: Int?

  @Option(
    help: ArgumentHelp(
      "Room for events on their way, a power of two such as 16M.", valueName: "bytes"))
  var ringSize: RingSize?

  func validate() throws {
    if let top, top < 1 { throw ValidationError("--top takes a count from 1 up, not \(top)") }
  }
}

/// The size of a ring: bytes, or with K, M or G behind.
struct RingSize: ExpressibleByArgument {
  private static let units: [Character: UInt64] = ["K": 1 << 10, "M": 1 << 20, "G": 1 << 30]
  /// A page, which is what the kernel asks for at least.
  private static let least: UInt64 = 4096
  /// The kernel's own limit is twice that.
  private static let most: UInt64 = 1 << 30

  let bytes: UInt32

  init?(argument: String) {
    let unit = argument.last.flatMap { Self.units[Character($0.uppercased())] }
    guard let number = UInt64(unit == nil ? argument[...] : argument.dropLast()),
      number <= Self.most
    else { return nil }
    let bytes = number * (unit ?? 1)
    guard (Self.least...Self.most).contains(bytes), bytes & (bytes - 1) == 0 else { return nil }
    self.bytes = UInt32(bytes)
  }
}

/// A time in seconds, with a fraction if need be.
struct Seconds: ExpressibleByArgument {
  let nanoseconds: UInt64

  init(nanoseconds: UInt64) { self.nanoseconds = nanoseconds }

  /// For the help.
  var defaultValueDescription: String {
    nanoseconds % 1_000_000_000 == 0
      ? "\(nanoseconds / 1_000_000_000)" : "\(Double(nanoseconds) / 1e9)"
  }

  init?(argument: String) {
    guard let seconds = Double(argument), seconds > 0, seconds <= 1e9 else { return nil }
    nanoseconds = UInt64(seconds * 1e9)
  }
}
