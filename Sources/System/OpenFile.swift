// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Owns one file descriptor and closes it exactly once.
package struct OpenFile: ~Copyable {
  /// The number that the process knows the file by.
  package let descriptor: Int32

  /// Opens a file; one that `flags` make gets `mode` less the umask.
  package init(_ path: String, flags: Int32, mode: mode_t = 0o666) throws(SystemError) {
    let opened = unsafe open(path, flags | O_CLOEXEC, mode)
    guard opened >= 0 else { throw SystemError.last }
    descriptor = opened
  }

  /// Takes over a descriptor.
  package init(adopting descriptor: Int32) { self.descriptor = descriptor }

  deinit { _ = Glibc.close(descriptor) }

  /// Closes the file and says whether all that was written arrived.
  package consuming func close() throws(SystemError) {
    let result = Glibc.close(descriptor)
    discard self
    guard result == 0 else { throw SystemError.last }
  }

  /// Writes all of `bytes`.
  package borrowing func write(_ bytes: [UInt8]) throws(SystemError) {
    try Self.write(bytes, to: descriptor)
  }

  /// Writes all of `bytes` to somebody else's descriptor.
  package static func write(_ bytes: [UInt8], to descriptor: Int32) throws(SystemError) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = unsafe rest.withUnsafeBytes { bytes in
        unsafe Glibc.write(descriptor, bytes.baseAddress, bytes.count)
      }
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { throw SystemError.last }
      rest = rest.dropFirst(count)
    }
  }

  /// Has what was written reach the disk.
  package borrowing func synchronize() throws(SystemError) {
    guard fsync(descriptor) == 0 else { throw SystemError.last }
  }

  /// Reads from here to the end; parts grow from 4 KiB, as most files of the kernel are small.
  package borrowing func readAll() throws(SystemError) -> [UInt8] {
    var content: [UInt8] = []
    var part = [UInt8](repeating: 0, count: 1 << 12)
    while true {
      let count = unsafe part.withUnsafeMutableBytes { bytes in
        unsafe Glibc.read(descriptor, bytes.baseAddress, bytes.count)
      }
      if count < 0 && errno == EINTR { continue }
      guard count >= 0 else { throw SystemError.last }
      guard count > 0 else { return content }
      content += part[..<count]
      if count == part.count && count < 1 << 16 { part += part }
    }
  }
}
