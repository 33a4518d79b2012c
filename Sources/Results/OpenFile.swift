// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Why a system call failed.
struct SystemError: Error, CustomStringConvertible {
  let code: Int32

  /// Why the last call failed.
  static var last: SystemError { SystemError(code: errno) }

  /// The kernel's own words, `No space left on device` in lower case.
  var description: String {
    guard let text = unsafe strerror(code) else { return "error \(code)" }
    let words = unsafe String(cString: text)
    return words.prefix(1).lowercased() + words.dropFirst()
  }
}

/// The kind of file at a path.
enum FileKind {
  case missing, regular, special

  init(of path: String) {
    var status = stat()
    guard unsafe stat(path, &status) == 0 else {
      self = .missing
      return
    }
    self = status.st_mode & S_IFMT == S_IFREG ? .regular : .special
  }

  static func isFolder(_ path: String) -> Bool {
    var status = stat()
    return unsafe stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }
}

/// Owns one file descriptor and closes it exactly once.
struct OpenFile: ~Copyable {
  private let descriptor: Int32

  init(_ path: String, flags: Int32) throws(SystemError) {
    let opened = unsafe open(path, flags, 0o666)
    guard opened >= 0 else { throw SystemError.last }
    descriptor = opened
  }

  deinit { Glibc.close(descriptor) }

  /// Closes the file and says whether all that was written arrived.
  consuming func close() throws(SystemError) {
    let result = Glibc.close(descriptor)
    discard self
    guard result == 0 else { throw SystemError.last }
  }

  /// Writes all of `bytes`.
  borrowing func write(_ bytes: [UInt8]) throws(SystemError) {
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
  borrowing func synchronize() throws(SystemError) {
    guard fsync(descriptor) == 0 else { throw SystemError.last }
  }

  /// Reads from here to the end.
  borrowing func readAll() throws(SystemError) -> [UInt8] {
    var content: [UInt8] = []
    var part = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = unsafe part.withUnsafeMutableBytes { bytes in
        unsafe Glibc.read(descriptor, bytes.baseAddress, bytes.count)
      }
      if count < 0 && errno == EINTR { continue }
      guard count >= 0 else { throw SystemError.last }
      guard count > 0 else { return content }
      content += part[..<count]
    }
  }
}
