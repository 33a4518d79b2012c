// SPDX-License-Identifier: Apache-2.0

import Glibc

/// The whole text of a small file of the kernel's (proc, sysfs, tracefs), or `nil` where it can't be read.
public func contents(of path: String) -> String? {
  let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
  guard descriptor >= 0 else { return nil }
  let owner = DescriptorHandle(adopting: descriptor)
  var text: [UInt8] = []
  var chunk = [UInt8](repeating: 0, count: 4096)
  while true {
    let count = unsafe chunk.withUnsafeMutableBytes {
      unsafe read(owner.number, $0.baseAddress, $0.count)
    }
    if count < 0 { return nil }
    if count == 0 { return String(decoding: text, as: UTF8.self) }
    text += chunk[0..<count]
  }
}

/// The names in a directory of the kernel's (proc, sysfs, tracefs), in the alphabet's order; none where it
/// can't be read.
public func directoryNames(_ path: String) -> [String] {
  guard let directory = unsafe opendir(path) else { return [] }
  defer { unsafe closedir(directory) }
  var names: [String] = []
  while let entry = unsafe readdir(directory) {
    let name = unsafe withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
      unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    }
    if name != "." && name != ".." { names.append(name) }
  }
  return names.sorted()
}
