// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

/// A file system in memory with little room, unmounted when it is let go.
final class SmallDisk {
  let path: String

  init(mebibytes: Int) throws {
    path = "/tmp/tare-disk-\(getpid())-\(UInt32.random(in: .min ... .max))"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
    let result = unsafe mount("tmpfs", path, "tmpfs", 0, "size=\(mebibytes)m")
    try #require(result == 0, "cannot mount a tmpfs")
  }

  deinit {
    _ = unsafe umount2(path, Int32(MNT_DETACH))
    _ = unsafe rmdir(path)
  }
}
