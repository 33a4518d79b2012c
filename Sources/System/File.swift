// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Reads and writes whole files.
package enum File {
  /// Reads a file or a pipe to its end.
  package static func read(_ path: String) throws(SystemError) -> [UInt8] {
    try OpenFile(path, flags: O_RDONLY).readAll()
  }

  /// All bytes of a file; `nil` where it cannot be read.
  package static func bytes(of path: String) -> [UInt8]? {
    do throws(SystemError) { return try read(path) } catch { return nil }
  }

  /// The whole text of a file; `nil` where it cannot be read.
  package static func text(of path: String) -> String? {
    bytes(of: path).map { String(decoding: $0, as: UTF8.self) }
  }

  /// Writes a file so that its path holds the old content or all of the new, never a part
  /// (`rename(2)`). Where it throws, nothing is left behind. A pipe or a device, such as
  /// `/dev/stdout`, is written to directly, a symbolic link followed.
  package static func write(_ bytes: [UInt8], to path: String) throws(SystemError) {
    switch FileKind(of: path) {
    case .folder, .special: try fill(path, with: bytes)
    case .regular: try replace(try resolved(path), with: bytes)
    case .missing: try replace(path, with: bytes)
    }
  }

  /// Writes to what is there already: a setting of the kernel, a pipe, a device.
  package static func fill(_ path: String, with bytes: [UInt8]) throws(SystemError) {
    let file = try OpenFile(path, flags: O_WRONLY)
    try file.write(bytes)
    try file.close()
  }

  /// Finds out whether `write` could put a file there now, and leaves all as it was.
  package static func checkWritable(_ path: String) throws(SystemError) {
    switch FileKind(of: path) {
    case .folder: throw SystemError(EISDIR)
    case .special: guard unsafe access(path, W_OK) == 0 else { throw SystemError.last }
    case .regular: try checkFolder(of: try resolved(path))
    case .missing: try checkFolder(of: path)
    }
  }

  /// The path without symbolic links.
  package static func resolved(_ path: String) throws(SystemError) -> String {
    guard let pointer = unsafe realpath(path, nil) else { throw SystemError.last }
    defer { unsafe free(pointer) }
    return unsafe String(cString: pointer)
  }

  private static func partial(of path: String) -> String {
    "\(path).\(UInt64.random(in: 0 ... .max)).partial"
  }

  /// Makes and removes a file beside `path`: permissions alone do not tell of a read-only disk.
  private static func checkFolder(of path: String) throws(SystemError) {
    let temporary = partial(of: path)
    let file = try OpenFile(temporary, flags: O_WRONLY | O_CREAT | O_EXCL)
    unsafe unlink(temporary)
    try file.close()
  }

  private static func replace(_ path: String, with bytes: [UInt8]) throws(SystemError) {
    let temporary = partial(of: path)
    let file = try OpenFile(temporary, flags: O_WRONLY | O_CREAT | O_EXCL)
    do throws(SystemError) {
      try file.write(bytes)
      try file.synchronize()
      try file.close()
      guard unsafe rename(temporary, path) == 0 else { throw SystemError.last }
    } catch {
      unsafe unlink(temporary)
      throw error
    }
  }
}

/// What there is at a path, or at the end of its symbolic links.
package enum FileKind {
  case missing, regular, folder
  /// A pipe, a device or a socket.
  case special

  package init(of path: String) {
    var status = stat()
    guard unsafe stat(path, &status) == 0 else {
      self = .missing
      return
    }
    switch status.st_mode & S_IFMT {
    case S_IFREG: self = .regular
    case S_IFDIR: self = .folder
    default: self = .special
    }
  }
}
