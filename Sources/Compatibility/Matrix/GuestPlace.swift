// SPDX-License-Identifier: Apache-2.0

import BPF
import Glibc
import Weighing

/// Where in a guest workloads run, and what a trial has to know of it.
enum GuestPlace {
  /// The serial number of the disk that holds an ext4 file system.
  static let fileSystemSerial = "tare-ext4"
  private static let executables = "/bin"
  private static let mountPoint = "/mnt"
  /// What a read from the slow disk takes at least.
  static let slowNanoseconds: UInt64 = 20_000_000

  /// For workloads that need no disk.
  static var inMemory: Trial.Place { Trial.Place(executables: executables, directory: "/tmp") }

  /// Mounts the file system and names the disks.
  ///
  /// - Throws: `GuestPlaceError` when the disk is not there or cannot be mounted.
  static func onDisk() throws(GuestPlaceError) -> Trial.Place {
    guard let disk = device(serial: fileSystemSerial) else {
      throw GuestPlaceError(reason: "the guest has no disk '\(fileSystemSerial)'")
    }
    try mountFileSystem(disk)
    return Trial.Place(
      executables: executables, directory: mountPoint, quickDisk: device(serial: "tare0"),
      slowDisk: device(serial: "tare1").map { ($0, slowNanoseconds) })
  }

  /// For workloads on disks that answer while they are asked.
  ///
  /// - Throws: `GuestPlaceError` where the module's devices cannot be made or mounted.
  static func onNullBlock() throws(GuestPlaceError) -> Trial.Place {
    let disk = try NullBlock.makeFileSystem()
    try mountFileSystem(disk)
    return Trial.Place(
      executables: executables, directory: mountPoint, quickDisk: try NullBlock.makeSource())
  }

  private static func mountFileSystem(_ disk: String) throws(GuestPlaceError) {
    _ = unsafe mkdir(mountPoint, 0o755)
    let result = unsafe mount(disk, mountPoint, "ext4", 0, nil)
    guard result == 0 || errno == EBUSY else {
      let text = unsafe String(cString: strerror(errno))
      throw GuestPlaceError(reason: "cannot mount \(disk): \(text)")
    }
  }

  /// The NVMe disk with a serial number.
  private static func device(serial: String) -> String? {
    (0..<8).map { "nvme\($0)n1" }.first { name in
      let text = contents(of: "/sys/block/\(name)/device/serial")
      return text?.split(whereSeparator: \.isWhitespace).first.map(String.init) == serial
    }.map { "/dev/\($0)" }
  }
}

/// Why a guest cannot run trials.
struct GuestPlaceError: Error, CustomStringConvertible {
  let reason: String
  var description: String { reason }
}
