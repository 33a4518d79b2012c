// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Which file it is, whatever it is called.
struct FileIdentity: Hashable, Sendable {
  /// The number of the device that it is on.
  let device: UInt64
  /// Its number there.
  let number: UInt64

  /// The file of an open descriptor; `nil` where the descriptor is none.
  init?(descriptor: Int32) {
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0 else { return nil }
    self.init(status)
  }

  /// The file that a path leads to; `nil` where there is none.
  init?(path: String) {
    var status = stat()
    guard unsafe stat(path, &status) == 0 else { return nil }
    self.init(status)
  }

  private init(_ status: stat) {
    device = UInt64(status.st_dev)
    number = UInt64(status.st_ino)
  }
}
