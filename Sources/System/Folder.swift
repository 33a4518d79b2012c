// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Lists, makes and removes folders.
package enum Folder {
  /// The names in a folder, sorted; none where there is no such folder.
  package static func names(in folder: String) -> [String] { names(in: folder) { _ in true } }

  /// The names of the folders in a folder, sorted.
  package static func folders(in folder: String) -> [String] {
    names(in: folder) { $0 == UInt8(DT_DIR) }
  }

  /// Makes a folder where nothing has that path.
  package static func make(_ path: String, mode: mode_t = 0o777) throws(SystemError) {
    guard unsafe mkdir(path, mode) == 0 || errno == EEXIST else { throw SystemError.last }
  }

  /// Makes a folder and those that it is to lie in.
  package static func makeAll(_ path: String) throws(SystemError) {
    if case .folder = FileKind(of: path) { return }
    if let slash = path.lastIndex(of: "/"), slash > path.startIndex {
      try makeAll(String(path[..<slash]))
    }
    try make(path)
    guard case .folder = FileKind(of: path) else { throw SystemError(ENOTDIR) }
  }

  /// Removes a file or a folder with all that is in it, even while others remove or make something
  /// in it, as the agent of gpg does with its sockets.
  package static func remove(_ path: String) throws(SystemError) {
    if unsafe unlink(path) == 0 || errno == ENOENT { return }
    guard errno == EISDIR else { throw SystemError.last }
    for _ in 0..<mostAttempts {
      for name in names(in: path) { try remove("\(path)/\(name)") }
      if unsafe rmdir(path) == 0 || errno == ENOENT { return }
      guard errno == ENOTEMPTY else { throw SystemError.last }
    }
    throw SystemError.last
  }

  /// How often a folder may have something new in it when all was removed.
  private static let mostAttempts = 100

  private static func names(in folder: String, where isWanted: (UInt8) -> Bool) -> [String] {
    guard let directory = unsafe opendir(folder) else { return [] }
    defer { unsafe _ = closedir(directory) }
    var names: [String] = []
    while let entry = unsafe readdir(directory) {
      let name = unsafe withUnsafeBytes(of: entry.pointee.d_name) {
        unsafe String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
      }
      if unsafe isWanted(entry.pointee.d_type), name != ".", name != ".." { names.append(name) }
    }
    return names.sorted()
  }
}
