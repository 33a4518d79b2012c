// SPDX-License-Identifier: Apache-2.0

import ArgumentParser

/// `ext4slower` as a command.
package struct Ext4slowerTool: StreamingTool {
  package static let abstract = "Which operations on ext4 are slow?"
  package static let discussion = """
    Prints a line for each read (R), write (W), open (O) and fsync (S) of a file on ext4 that took at \
    least so many milliseconds, until Ctrl-C.
    """
  package static var example: Ext4slower { Ext4slower() }

  @Argument(help: ArgumentHelp("Milliseconds; 0 shows every one.", valueName: "min_ms"))
  var minimum: Double?

  @Option(
    name: [.customShort("m"), .customLong("min")],
    help: ArgumentHelp("The same as the argument. Default: 10.", valueName: "min_ms"))
  var minimumOption: Double?

  @Option(name: .shortAndLong, help: ArgumentHelp("End after this time.", valueName: "seconds"))
  package var duration: Seconds?

  @Flag(name: .shortAndLong, help: "Comma-separated values.")
  var csv = false

  @Option(name: .shortAndLong, help: "Only this user, by number.")
  var uid: UInt32?

  private var milliseconds: Double { minimum ?? minimumOption ?? 10 }

  package init() {}

  package func validate() throws {
    if minimum != nil, minimumOption != nil {
      throw ValidationError("min_ms was given twice, as an argument and with --min")
    }
    guard milliseconds >= 0, milliseconds <= 1e9 else {
      throw ValidationError("min_ms takes 0 or more milliseconds, not \(milliseconds)")
    }
  }

  package func validate(json: Bool) throws {
    if csv, json { throw ValidationError("--csv and --json exclude each other") }
  }

  package func probe(_ request: ToolRequest) throws -> Ext4slower {
    var filter = request.filter
    filter.uid = uid
    return Ext4slower(filter: filter, threshold: .nanoseconds(Int64(milliseconds * 1e6)))
  }

  package func format(_ request: ToolRequest) -> any RecordFormat {
    if request.json { return Ext4JSON(clock: request.clock) }
    return csv ? Ext4CSV(clock: request.clock) : Ext4Table(clock: request.clock)
  }
}
