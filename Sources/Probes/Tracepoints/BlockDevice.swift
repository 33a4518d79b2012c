// SPDX-License-Identifier: Apache-2.0

import BPF
import Glibc
import System

/// A block device by its numbers.
public struct BlockDevice: Sendable, Hashable {
  private static let minorBits: UInt32 = 20
  /// The device as the kernel has it inside: 12 bits of major and 20 bits of minor number.
  public let number: UInt32

  /// A device by the kernel's number.
  public init(number: UInt32) {
    self.number = number
  }

  /// A device by its two numbers.
  public init(major: UInt32, minor: UInt32) {
    number = major << Self.minorBits | minor
  }

  /// A disk by its name, for example `vda`.
  ///
  /// - Returns: `nil` where there is none of that name.
  public init?(disk name: String) {
    guard !name.isEmpty, !name.contains("/"), let text = File.text(of: "/sys/block/\(name)/dev")
    else { return nil }
    let parts = text.split { !$0.isNumber }.compactMap { UInt32($0) }
    guard parts.count == 2 else { return nil }
    self.init(major: parts[0], minor: parts[1])
  }

  /// The disk that a partition belongs to, by name; `nil` where the name is no partition's.
  public static func disk(ofPartition name: String) -> String? {
    guard !name.contains("/"), File.text(of: "/sys/class/block/\(name)/partition") != nil else {
      return nil
    }
    return diskNames.first { File.text(of: "/sys/block/\($0)/\(name)/partition") != nil }
  }

  /// The names of all disks.
  public static var diskNames: [String] { Folder.names(in: "/sys/block") }

  /// Whether it makes requests of what it is given. Some disks do without: zram, device mapper, md
  /// and others. `true` where there is no such disk now.
  public var makesRequests: Bool {
    guard let name = Self.diskNames.first(where: { BlockDevice(disk: $0) == self }) else {
      return true
    }
    return Self.makesRequests(disk: name)
  }

  private static func makesRequests(disk name: String) -> Bool {
    // The folder of its hardware queues.
    unsafe access("/sys/block/\(name)/mq", F_OK) == 0
  }

  /// The names of disks that hold something and make no requests.
  public static var disksWithoutRequests: [String] {
    diskNames.filter { name in
      !makesRequests(disk: name)
        && File.text(of: "/sys/block/\(name)/size")?.prefix { $0.isNumber } != "0"
    }
  }

  /// The major number.
  public var major: UInt32 { number >> Self.minorBits }
  /// The minor number.
  public var minor: UInt32 { number & (1 << Self.minorBits - 1) }

  /// The disk's name now, or `major:minor` where it has none.
  public var name: String {
    Self.diskNames.first { BlockDevice(disk: $0) == self } ?? "\(major):\(minor)"
  }
}
