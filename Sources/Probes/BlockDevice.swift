// SPDX-License-Identifier: Apache-2.0

import BPF
import Glibc

/// A block device, by its numbers.
public struct BlockDevice: Sendable, Hashable {
  /// The driver's number.
  public var major: UInt32
  /// The device's number with its driver.
  public var minor: UInt32

  /// A device from its numbers.
  public init(major: UInt32, minor: UInt32) {
    self.major = major
    self.minor = minor
  }

  /// The whole disk of a name such as `sda`, or `nil` where there is none; a partition is none.
  public init?(diskNamed name: String) {
    let isName = !name.isEmpty && name != ".." && name != "." && !name.contains("/")
    guard isName, let text = contents(of: "/sys/block/\(name)/dev") else { return nil }
    let numbers = text.split { $0 == ":" || $0.isWhitespace }.compactMap { UInt32($0) }
    guard numbers.count == 2 else { return nil }
    self.init(major: numbers[0], minor: numbers[1])
  }

  /// A device from a `dev_t` of the kernel's.
  init(kernelNumber: UInt32) {
    self.init(major: kernelNumber >> 20, minor: kernelNumber & 0xfffff)
  }

  /// As the kernel packs it: `major << 20 | minor`.
  var kernelNumber: UInt32 { major << 20 | minor }

  /// The name of the device that is there now, such as `sda`; else its numbers, as `8:0`.
  public var name: String {
    var target = [CChar](repeating: 0, count: 1024)
    let count = unsafe readlink("/sys/dev/block/\(major):\(minor)", &target, target.count)
    guard count > 0 else { return "\(major):\(minor)" }
    let path = String(decoding: target[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
    return path.split(separator: "/").last.map(String.init) ?? "\(major):\(minor)"
  }
}
