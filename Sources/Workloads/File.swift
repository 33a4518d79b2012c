// SPDX-License-Identifier: Apache-2.0

internal import Glibc

/// Small files of the kernel.
enum File {
  /// The first 4 KiB of a file as text; `nil` where it cannot be read.
  static func contents(of path: String) -> String? {
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var buffer = [UInt8](repeating: 0, count: 4096)
    let count = unsafe read(descriptor, &buffer, buffer.count)
    return count < 0 ? nil : String(decoding: buffer[..<count], as: UTF8.self)
  }
}
