// SPDX-License-Identifier: Apache-2.0

import BPF
import Foundation
import Probes
import System
import Testing

/// A disk of a test's own that makes no requests: a zram, which works on the bios that it is given.
final class BioDisk: Sendable {
  private static let control = "/sys/class/zram-control"
  static var isAvailable: Bool { unsafe access("\(control)/hot_add", R_OK) == 0 }

  let device: BlockDevice
  let name: String
  private let number: String
  private let descriptor: Int32

  init(mebibytes: Int) throws {
    let number = try #require(File.text(of: "\(Self.control)/hot_add")).filter(\.isNumber)
    self.number = number
    name = "zram\(number)"
    try Self.write("\(mebibytes << 20)", to: "/sys/block/\(name)/disksize")
    descriptor = unsafe open("/dev/\(name)", O_RDWR | O_CLOEXEC | 0o40000)
    try #require(descriptor >= 0, "cannot open /dev/\(name)")
    device = try #require(BlockDevice(disk: name))
  }

  deinit {
    close(descriptor)
    do { try Self.write(number, to: "\(Self.control)/hot_remove") } catch {
      Issue.record("\(name) is left: \(error)")
    }
  }

  /// The whole disk, as a file that is read and written past all caches.
  var file: DirectFile { DirectFile(borrowing: descriptor) }

  private static func write(_ text: String, to path: String) throws {
    try Data(text.utf8).write(to: URL(fileURLWithPath: path))
  }
}

extension Trait where Self == ConditionTrait {
  /// The test makes a disk that makes no requests.
  static var requiresZram: Self {
    .enabled(
      if: BioDisk.isAvailable || Requirement.isEnforced,
      "makes a zram, which this kernel has no control for")
  }
}
