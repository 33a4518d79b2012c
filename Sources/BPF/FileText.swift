// SPDX-License-Identifier: Apache-2.0

import Glibc

/// The whole text of a small file of the kernel's (proc, sysfs, tracefs), or `nil` where it can't be read.
public func contents(of path: String) -> String? {
  bytes(ofFile: path).map { String(decoding: $0, as: UTF8.self) }
}

/// All bytes of a small file of the kernel's, or `nil` where it can't be read.
func bytes(ofFile path: String) -> [UInt8]? {
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
    if count == 0 { return text }
    text += chunk[0..<count]
  }
}

/// Where file systems of a type are mounted, by the text of `/proc/self/mounts`.
func mounts(of type: String, in text: String) -> [String] {
  let mounts = text.split(separator: "\n").map { $0.split(separator: " ") }
  return mounts.filter { $0.count > 2 && $0[2] == type }.map { String($0[1]) }
}

/// The names of the folders in a folder, without those that begin with a dot.
public func folders(in folder: String) -> [String] { names(in: folder, folders: true) }

/// The names in a folder of the kernel's, sorted, without those that begin with a dot; none where there is no such
/// folder.
public func names(in folder: String) -> [String] { names(in: folder, folders: false) }

private func names(in folder: String, folders onlyFolders: Bool) -> [String] {
  guard let directory = unsafe opendir(folder) else { return [] }
  defer { unsafe _ = closedir(directory) }
  var names: [String] = []
  while let entry = unsafe readdir(directory) {
    let name = unsafe withUnsafeBytes(of: entry.pointee.d_name) {
      unsafe String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
    }
    let isWanted = unsafe !onlyFolders || entry.pointee.d_type == UInt8(DT_DIR)
    if isWanted, !name.hasPrefix(".") { names.append(name) }
  }
  return names.sorted()
}
