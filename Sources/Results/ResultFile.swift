// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Reads and writes whole files.
public enum ResultFile {
  /// Writes a file so that its path holds the old content or all of the new, never a part.
  ///
  /// The bytes go to a temporary file in the same folder, which then takes the path (`rename(2)`).
  /// A path that is no regular file, such as a pipe or `/dev/stdout`, is written to directly.
  /// - Parameters:
  ///   - bytes: The new content.
  ///   - path: Where to; a symbolic link is followed.
  /// - Throws: `cannotWrite`, with nothing left behind.
  public static func write(_ bytes: [UInt8], to path: String) throws(ResultsError) {
    do throws(SystemError) {
      switch FileKind(of: path) {
      case .special: try fill(path, with: bytes)
      case .regular: try replace(try resolved(path), with: bytes)
      case .missing: try replace(path, with: bytes)
      }
    } catch {
      throw .cannotWrite(path: path, reason: error.description)
    }
  }

  /// Finds out whether `write` could put a file there now, and leaves all as it was.
  ///
  /// - Parameter path: Where to.
  /// - Throws: `cannotWrite`.
  public static func checkWritable(_ path: String) throws(ResultsError) {
    do throws(SystemError) {
      switch FileKind(of: path) {
      case .special:
        if FileKind.isFolder(path) { throw SystemError(code: EISDIR) }
        guard unsafe access(path, W_OK) == 0 else { throw SystemError.last }
      case .regular: try checkFolder(of: try resolved(path))
      case .missing: try checkFolder(of: path)
      }
    } catch {
      throw .cannotWrite(path: path, reason: error.description)
    }
  }

  /// Makes and removes a file beside `path`: permissions alone do not tell of a read-only disk.
  private static func checkFolder(of path: String) throws(SystemError) {
    let temporary = "\(path).\(UInt64.random(in: 0 ... .max)).partial"
    let file = try OpenFile(temporary, flags: O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC)
    unsafe unlink(temporary)
    try file.close()
  }

  /// Reads a whole file.
  ///
  /// - Parameter path: A file or a pipe.
  /// - Returns: Its bytes.
  /// - Throws: `cannotRead`.
  public static func read(_ path: String) throws(ResultsError) -> [UInt8] {
    do throws(SystemError) {
      let file = try OpenFile(path, flags: O_RDONLY | O_CLOEXEC)
      return try file.readAll()
    } catch {
      throw .cannotRead(path: path, reason: error.description)
    }
  }

  private static func replace(_ path: String, with bytes: [UInt8]) throws(SystemError) {
    let temporary = "\(path).\(UInt64.random(in: 0 ... .max)).partial"
    let file = try OpenFile(temporary, flags: O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC)
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

  private static func fill(_ path: String, with bytes: [UInt8]) throws(SystemError) {
    let file = try OpenFile(path, flags: O_WRONLY | O_CLOEXEC)
    try file.write(bytes)
    try file.close()
  }

  private static func resolved(_ path: String) throws(SystemError) -> String {
    guard let pointer = unsafe realpath(path, nil) else { throw SystemError.last }
    defer { unsafe free(pointer) }
    return unsafe String(cString: pointer)
  }
}
