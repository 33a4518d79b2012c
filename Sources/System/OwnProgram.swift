// SPDX-License-Identifier: Apache-2.0

import Glibc

/// The program that this process runs.
package enum OwnProgram {
  /// Its path. Not `/proc/self/exe`, which is another program to whoever reads it.
  package static var path: String {
    var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
    let count = unsafe readlink("/proc/self/exe", &buffer, buffer.count)
    let bytes = buffer.prefix(max(count, 0)).map { UInt8(bitPattern: $0) }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// The folder that it lies in; `.` where that is not known.
  package static var folder: String {
    let path = path
    return path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
  }
}
