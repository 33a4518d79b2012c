// SPDX-License-Identifier: Apache-2.0

internal import FoundationEssentials
internal import Glibc
internal import System

/// Folders and files, with this module's errors.
enum Files {
  static func makeFolder(_ path: String) throws(KernelsError) {
    try storing(path) { () throws(SystemError) in try Folder.makeAll(path) }
  }

  /// Removes a file or a folder with its content, if it exists.
  static func remove(_ path: String) throws(KernelsError) {
    try storing(path) { () throws(SystemError) in try Folder.remove(path) }
  }

  /// Renames a file or a folder within a file system, at once.
  static func move(_ source: String, to target: String) throws(KernelsError) {
    guard unsafe rename(source, target) == 0 else {
      throw .cannotStore(path: target, reason: SystemError.last.description)
    }
  }

  /// Every regular file below a folder, as paths.
  static func all(below folder: String) -> [String] {
    var files: [String] = []
    for name in Folder.names(in: folder) {
      let path = "\(folder)/\(name)"
      switch kind(of: path) {
      case S_IFDIR: files += all(below: path)
      case S_IFREG: files.append(path)
      default: continue
      }
    }
    return files
  }

  /// The path without symbolic links.
  static func resolved(_ path: String) throws(KernelsError) -> String {
    do throws(SystemError) { return try File.resolved(path) } catch {
      throw .cannotRead(path: path, reason: error.description)
    }
  }

  static func exists(_ path: String) -> Bool { unsafe access(path, F_OK) == 0 }

  /// Whether the path, or what it links to, is a file with content: no folder, pipe or device.
  static func isRegular(_ path: String) -> Bool { FileKind(of: path) == .regular }

  /// Whether the path, or what it links to, is a folder.
  static func isFolder(_ path: String) -> Bool { FileKind(of: path) == .folder }

  /// The size in bytes; `nil` where there is no such file.
  static func size(of path: String) -> UInt64? {
    var status = stat()
    return unsafe stat(path, &status) == 0 ? UInt64(status.st_size) : nil
  }

  /// The free room on the disk under a folder, in bytes.
  static func room(in folder: String) -> UInt64 {
    var status = statvfs()
    guard unsafe statvfs(folder, &status) == 0 else { return 0 }
    return UInt64(status.f_bavail) * UInt64(status.f_frsize)
  }

  /// When the file was last changed, in seconds.
  static func modified(_ path: String) -> Int? {
    var status = stat()
    return unsafe stat(path, &status) == 0 ? Int(status.st_mtim.tv_sec) : nil
  }

  static func read(_ path: String) throws(KernelsError) -> [UInt8] {
    do throws(SystemError) { return try File.read(path) } catch {
      throw .cannotRead(path: path, reason: error.description)
    }
  }

  /// Writes a file whole or not at all.
  static func write(_ bytes: [UInt8], to path: String) throws(KernelsError) {
    try storing(path) { () throws(SystemError) in try File.write(bytes, to: path) }
  }

  /// Reports the system's refusal as `cannotStore`.
  static func storing<Value>(
    _ path: String, _ body: () throws(SystemError) -> Value
  ) throws(KernelsError) -> Value {
    do throws(SystemError) { return try body() } catch {
      throw .cannotStore(path: path, reason: error.description)
    }
  }

  private static func kind(of path: String) -> mode_t? {
    var status = stat()
    return unsafe lstat(path, &status) == 0 ? status.st_mode & S_IFMT : nil
  }

  /// Reads a record; `nil` where there is none of this form.
  static func json<Record: Decodable>(_ path: String) -> Record? {
    (try? read(path)).flatMap { try? JSONDecoder().decode(Record.self, from: Data($0)) }
  }

  /// Writes a record whole or not at all.
  static func write(json record: some Encodable, to path: String) throws(KernelsError) {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    let bytes: [UInt8]
    do { bytes = [UInt8](try encoder.encode(record)) } catch {
      throw .cannotStore(path: path, reason: "\(error)")
    }
    try write(bytes, to: path)
  }
}
