// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Probes

/// `tare ext4slower`.
struct Ext4slowerCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ext4slower", abstract: "Which operations on ext4 are slow?",
    discussion: """
      Prints a line for each read (R), write (W), open (O) and fsync (S) of a file on ext4 that took at \
      least so many milliseconds, until Ctrl-C.
      """)

  @Argument(help: ArgumentHelp("Milliseconds; 0 shows every one.", valueName: "min_ms"))
  var minimum: Double?

  @Option(
    name: [.customShort("m"), .customLong("min")],
    help: ArgumentHelp("The same as the argument. Default: 10.", valueName: "min_ms"))
  var minimumOption: Double?

  @Option(name: .shortAndLong, help: ArgumentHelp("End after this time.", valueName: "seconds"))
  var duration: Seconds?

  @Flag(name: .shortAndLong, help: "Comma-separated values.")
  var csv = false

  @Option(name: .shortAndLong, help: "Only this user, by number.")
  var uid: UInt32?

  @OptionGroup(title: "Options of all tools") var trace: TraceOptions
  @OptionGroup(title: "Options of tools that report each event") var stream: StreamOptions

  private var milliseconds: Double { minimum ?? minimumOption ?? 10 }

  func validate() throws {
    if minimum != nil, minimumOption != nil {
      throw ValidationError("min_ms was given twice, as an argument and with --min")
    }
    guard milliseconds >= 0, milliseconds <= 1e9 else {
      throw ValidationError("min_ms takes 0 or more milliseconds, not \(milliseconds)")
    }
    if csv, trace.json { throw ValidationError("--csv and --json exclude each other") }
  }

  func run() throws {
    var filter = trace.filter
    filter.uid = uid
    let probe = Ext4slower(filter: filter, threshold: .nanoseconds(Int64(milliseconds * 1e6)))
    try StreamingRun(probe, trace, stream, duration: duration, format: format).run()
  }

  private func format(_ clock: EventClock) -> any RecordFormat {
    if trace.json { return Ext4JSON(clock: clock) }
    return csv ? Ext4CSV(clock: clock) : Ext4Table(clock: clock)
  }
}
