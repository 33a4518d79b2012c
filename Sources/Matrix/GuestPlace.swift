// SPDX-License-Identifier: Apache-2.0

import BPF
import Glibc
import Scale
import System

/// The places for workloads in a guest.
enum GuestPlace {
  /// The serial number of the ext4 disk.
  static let fileSystemSerial = "tare-ext4"
  private static let executables = "/bin"
  private static let mountPoint = "/mnt"
  /// The least read time of the slow disk.
  static let slowNanoseconds: UInt64 = 20_000_000

  /// The place for workloads without a disk.
  static var inMemory: WorkloadPlace { WorkloadPlace(executables: executables, directory: "/tmp") }

  /// Mounts the file system and finds the disks, as far as the kernel has drivers. It throws where
  /// a disk of a present driver is missing or cannot be mounted.
  static func onDisk(complaints: [String]) throws(GuestPlaceError) -> DiskPlace {
    guard Folder.names(in: "/sys/bus/pci/drivers").contains("nvme") else {
      return DiskPlace(place: inMemory, missing: .disks, complaints: complaints)
    }
    guard let disk = awaitedDevice(serial: fileSystemSerial) else {
      throw GuestPlaceError(reason: "the guest has no disk '\(fileSystemSerial)'")
    }
    var place = WorkloadPlace(
      executables: executables, directory: mountPoint, quickDisk: awaitedDevice(serial: "tare0"),
      slowDisk: awaitedDevice(serial: "tare1").map { ($0, slowNanoseconds) })
    guard hasFileSystem else {
      place.directory = inMemory.directory
      return DiskPlace(place: place, missing: .fileSystem, complaints: complaints)
    }
    try mountFileSystem(disk)
    if has(fileSystem: "overlay") { place.overlay = try mountOverlay() }
    return DiskPlace(place: place, missing: nil, complaints: complaints)
  }

  /// Whether the kernel has ext4.
  private static var hasFileSystem: Bool { has(fileSystem: "ext4") }

  private static func has(fileSystem name: String) -> Bool {
    File.text(of: "/proc/filesystems")?.split(whereSeparator: \.isWhitespace).contains(
      Substring(name))
      == true
  }

  /// Mounts an overlay on the file system, as container engines do.
  private static func mountOverlay() throws(GuestPlaceError) -> String {
    let folders = ["lower", "upper", "work", "merged"].map { "\(mountPoint)/\($0)" }
    for folder in folders { _ = unsafe mkdir(folder, 0o755) }
    let options = "lowerdir=\(folders[0]),upperdir=\(folders[1]),workdir=\(folders[2])"
    guard unsafe mount("overlay", folders[3], "overlay", 0, options) == 0 else {
      let text = SystemError.last.text
      throw GuestPlaceError(reason: "cannot mount an overlay on \(mountPoint): \(text)")
    }
    return folders[3]
  }

  /// Makes disks that answer while asked, where the kernel has ext4; throws where it cannot.
  static func onNullBlock(complaints: [String]) throws(GuestPlaceError) -> DiskPlace {
    var place = WorkloadPlace(executables: executables, directory: inMemory.directory)
    if hasFileSystem {
      try mountFileSystem(try NullBlock.makeFileSystem())
      place.directory = mountPoint
    }
    place.quickDisk = try NullBlock.makeSource()
    return DiskPlace(
      place: place, missing: hasFileSystem ? nil : .fileSystem, complaints: complaints)
  }

  private static func mountFileSystem(_ disk: String) throws(GuestPlaceError) {
    _ = unsafe mkdir(mountPoint, 0o755)
    let result = unsafe mount(disk, mountPoint, "ext4", 0, nil)
    guard result == 0 || errno == EBUSY else {
      let text = SystemError.last.text
      throw GuestPlaceError(reason: "cannot mount \(disk): \(text)")
    }
  }

  /// Awaits the NVMe disk with a serial number, which its driver may still look for.
  private static func awaitedDevice(serial: String) -> String? {
    for _ in 0..<patience {
      if let device = device(serial: serial) { return device }
      usleep(10_000)
    }
    return nil
  }

  /// The most looks for a disk, 10 ms apart.
  private static let patience = 1000

  /// The NVMe disk with a serial number.
  private static func device(serial: String) -> String? {
    (0..<8).map { "nvme\($0)n1" }.first { name in
      let text = File.text(of: "/sys/block/\(name)/device/serial")
      return text?.split(whereSeparator: \.isWhitespace).first.map(String.init) == serial
    }.map { "/dev/\($0)" }
  }
}

/// The reason that a guest cannot run trials.
struct GuestPlaceError: Error, CustomStringConvertible {
  let reason: String
  var description: String { reason }
}
