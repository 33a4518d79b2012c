// SPDX-License-Identifier: Apache-2.0

private import CLibbpf
import Glibc
import System

/// A cgroup of version 2, by its directory.
public struct Cgroup: ~Copyable {
  /// `CGROUP2_SUPER_MAGIC` of linux/magic.h.
  private static let magic = 0x6367_7270
  private let handle: OpenFile
  /// The directory's inode, which the kernel calls the cgroup's id.
  public let number: UInt64

  /// Opens the directory.
  ///
  /// - Throws: `BPFError.failed` with `open` where it is no directory of a cgroup2 file system.
  public init(_ path: String) throws(BPFError) {
    let descriptor = unsafe open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    try check(descriptor >= 0 ? 0 : -errno, .open, path)
    let handle = OpenFile(adopting: descriptor)
    var fileSystem = statfs()
    try check(unsafe fstatfs(descriptor, &fileSystem) == 0 ? 0 : -errno, .open, path)
    guard fileSystem.f_type == Self.magic else {
      throw .failed(
        .open, subject: path, code: LibbpfCode(EINVAL),
        log: VerifierLog("it is no cgroup of version 2"))
    }
    var status = stat()
    try check(unsafe fstat(descriptor, &status) == 0 ? 0 : -errno, .open, path)
    self.number = UInt64(status.st_ino)
    self.handle = handle
  }

  /// Hands over the open directory.
  consuming func release() -> OpenFile { handle }

  /// Puts the cgroup into a `BPF_MAP_TYPE_CGROUP_ARRAY`. Oldest kernel 4.8.
  public borrowing func put(into map: BPFMap, at index: UInt32) throws(BPFError) {
    try map.set(UInt32(handle.descriptor), for: index)
  }
}
