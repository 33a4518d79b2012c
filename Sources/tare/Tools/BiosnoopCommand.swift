// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Probes

/// `tare biosnoop`.
struct BiosnoopCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "biosnoop", abstract: "What do block devices do, for whom, and how fast?",
    discussion: """
      Prints a line for each request to a block device that is done: reads (R), writes (W), flushes (F), \
      discards (D) and others (N), until Ctrl-C. The process is the one that made the request, which of a \
      buffered write is the kernel.
      """)

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
  var duration: Seconds?

  @OptionGroup(title: "Options of all tools") var trace: TraceOptions
  @OptionGroup(title: "Options of tools that report each event") var stream: StreamOptions

  func run() throws {
    if disk == nil, !trace.quiet { DiskArgument.sayWhatIsNotSeen(by: "biosnoop") }
    var filter = trace.filter
    filter.uid = uid
    let probe = Biosnoop(filter: filter, disk: try disk?.device(), includeQueue: queued)
    try StreamingRun(probe, trace, stream, duration: duration, format: format).run()
  }

  private func format(_ clock: EventClock) -> any RecordFormat {
    let pattern = pattern ? AccessPattern() : nil
    if trace.json { return BlockJSON(withQueue: queued, pattern: pattern, clock: clock) }
    return BlockTable(withQueue: queued, pattern: pattern, clock: clock)
  }

  func validate() throws {
    _ = try disk?.device()
  }
}

/// The name of a disk.
struct DiskArgument: ExpressibleByArgument {
  let name: String

  init?(argument: String) { name = argument }

  /// Names the disks that a tool does not see unless it is asked for one of them.
  static func sayWhatIsNotSeen(by tool: String) {
    let unseen = BlockDevice.disksWithoutRequests
    guard let first = unseen.first else { return }
    let names = unseen.prefix(4).joined(separator: ", ") + (unseen.count > 4 ? ", ..." : "")
    Terminal.complain(
      "\(tool) does not see \(names), which make\(unseen.count == 1 ? "s" : "") no requests: "
        + "-d \(first) shows one")
  }

  /// The disk of that name.
  func device() throws -> BlockDevice {
    if let device = BlockDevice(disk: name) { return device }
    if let whole = BlockDevice.disk(ofPartition: name) {
      throw ValidationError("\(name) is a partition, and requests go to disks: try -d \(whole)")
    }
    let known = BlockDevice.diskNames.joined(separator: ", ")
    throw ValidationError("there is no disk '\(name)'; there is \(known)")
  }
}
