// SPDX-License-Identifier: Apache-2.0

import ArgumentParser

/// The name of a disk.
package struct DiskArgument: ExpressibleByArgument {
  let name: String

  package init?(argument: String) { name = argument }

  /// Names the disks that a tool does not see unless it is asked for one of them; `nil` where it sees all.
  static func unseenDisks(by tool: String) -> String? {
    let unseen = BlockDevice.disksWithoutRequests
    guard let first = unseen.first else { return nil }
    let names = unseen.prefix(4).joined(separator: ", ") + (unseen.count > 4 ? ", ..." : "")
    return "\(tool) does not see \(names), which make\(unseen.count == 1 ? "s" : "") no requests: "
      + "-d \(first) shows one"
  }

  /// Finds the disk of that name.
  ///
  /// - Throws: `ValidationError` with those there are.
  func device() throws -> BlockDevice {
    if let device = BlockDevice(disk: name) { return device }
    if let whole = BlockDevice.disk(ofPartition: name) {
      throw ValidationError("\(name) is a partition, and requests go to disks: try -d \(whole)")
    }
    let known = BlockDevice.diskNames.joined(separator: ", ")
    throw ValidationError("there is no disk '\(name)'; there is \(known)")
  }
}
