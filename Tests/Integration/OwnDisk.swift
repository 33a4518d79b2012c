// SPDX-License-Identifier: Apache-2.0

import BPF
import Foundation
import Probes
import System
import Testing

/// A disk of a test's own, a loop device on a file, so that nobody else's requests are among those
/// it counts.
final class OwnDisk: Sendable {
  let device: BlockDevice
  /// Its name, such as `loop0`, and where it is.
  let name: String
  var path: String { "/dev/\(name)" }
  private let descriptor: Int32

  init(mebibytes: Int) throws {
    let folder = try TemporaryFolder()
    let image = folder.url.appending(path: "disk").path
    let file = unsafe open(image, O_CREAT | O_WRONLY | O_CLOEXEC, 0o600)
    try #require(posix_fallocate(file, 0, off_t(mebibytes << 20)) == 0, "no room in \(image)")
    close(file)
    let place = try Self.losetup("--find", "--show", image)
    name = URL(fileURLWithPath: place).lastPathComponent
    descriptor = unsafe open(place, O_RDWR | O_CLOEXEC | Self.direct)
    // From here on it goes with its last user, whatever ends this process.
    _ = try Self.losetup("--detach", place)
    try #require(descriptor >= 0, "cannot open \(place)")
    device = try #require(BlockDevice(disk: name))
  }

  deinit { close(descriptor) }

  /// The whole disk, as a file that is read and written past all caches.
  var file: DirectFile { DirectFile(borrowing: descriptor) }

  /// A command for a shell that writes the disk so often and then reads it so often, 4 KiB each
  /// time.
  func shellWork(writes: Int, reads: Int) -> String {
    "dd if=/dev/zero of=\(path) bs=4k count=\(writes) oflag=direct 2>/dev/null; "
      + "dd if=\(path) of=/dev/null bs=4k count=\(reads) iflag=direct 2>/dev/null"
  }

  /// Whether it may keep what is written for itself until it is told to write it down.
  var hasCache: Bool {
    get throws {
      let text = try #require(File.text(of: "/sys/block/\(name)/queue/write_cache"))
      return text.hasPrefix("write back")
    }
  }

  /// The kernel's own counts of it: fields 1, 2 and 5 of `/sys/block/NAME/stat`.
  func statistics() throws -> (reads: UInt64, mergedReads: UInt64, writes: UInt64) {
    let text = try #require(File.text(of: "/sys/block/\(name)/stat"))
    let fields = text.split(whereSeparator: \.isWhitespace).compactMap { UInt64($0) }
    return (fields[0], fields[1], fields[4])
  }

  private static let direct: Int32 = 0o40000

  private static func losetup(_ arguments: String...) throws -> String {
    let data = try Program.output(of: "/usr/sbin/losetup", arguments).data
    return String(decoding: data, as: UTF8.self).trimmingCharacters(in: .newlines)
  }
}
