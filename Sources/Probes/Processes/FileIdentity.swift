// SPDX-License-Identifier: Apache-2.0

/// The numbers that tell a file from all others, whatever it is called.
struct FileIdentity: Hashable, Sendable {
  /// The number of the file on its device.
  let inode: UInt64
  /// Major number in the upper half, minor number in the lower.
  let device: UInt64
}

extension FileIdentity {
  /// The file that a path leads to; `nil` where there is none.
  init?(path: String) {
    guard let identity = Descriptor.place(path)?.identity else { return nil }
    self = identity
  }
}
