// SPDX-License-Identifier: Apache-2.0

import ArgumentParser

/// `biosnoop` as a command.
package struct BiosnoopTool: StreamingTool {
  package static let abstract = "What do block devices do, for whom, and how fast?"
  package static let discussion = """
    Prints a line for each request to a block device that is done: reads (R), writes (W), flushes (F), \
    discards (D) and others (N), until Ctrl-C. The process is the one that made the request, which of a \
    buffered write is the kernel.
    """
  package static var example: Biosnoop { Biosnoop() }

  @Option(
    name: .shortAndLong, help: ArgumentHelp("Only this disk, for example vda.", valueName: "disk"))
  var disk: DiskArgument?

  @Flag(
    name: [.customShort("Q"), .customLong("queued")],
    help: "Show the time that requests waited before the device.")
  var queued = false

  @Flag(
    name: [.customShort("P"), .customLong("pattern")],
    help: "Show which requests go on where the one before on their disk ended (S), or do not (R).")
  var pattern = false

  @Option(name: .shortAndLong, help: "Only this user, by number.")
  var uid: UInt32?

  @Option(help: ArgumentHelp("End after this time.", valueName: "seconds"))
  package var duration: Seconds?

  package init() {}

  package func validate() throws { _ = try disk?.device() }

  package func probe(_ request: ToolRequest) throws -> Biosnoop {
    if disk == nil, let unseen = DiskArgument.unseenDisks(by: Self.name) { request.remark(unseen) }
    var filter = request.filter
    filter.uid = uid
    return Biosnoop(filter: filter, disk: try disk?.device(), includeQueue: queued)
  }

  package func format(_ request: ToolRequest) -> any RecordFormat {
    let pattern = pattern ? AccessPattern() : nil
    if request.json { return BlockJSON(withQueue: queued, pattern: pattern, clock: request.clock) }
    return BlockTable(withQueue: queued, pattern: pattern, clock: request.clock)
  }
}
