// SPDX-License-Identifier: Apache-2.0

internal import FoundationEssentials
internal import Glibc
internal import Results

/// Folders and files, with this module's errors.
enum Files {
  static func makeFolder(_ path: String) throws(KernelsError) {
    do {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    } catch { throw .cannotStore(path: path, reason: reason(error)) }
  }

  /// Removes a file or a folder with all that is in it; one that is not there is gone already. Others may remove
  /// something in it meanwhile, as the agent of gpg does with its sockets.
  static func remove(_ path: String) throws(KernelsError) {
    var status = stat()
    var vanished: (any Error)?
    for _ in 0..<mostVanished {
      guard unsafe lstat(path, &status) == 0 else { return }
      do {
        try FileManager.default.removeItem(atPath: path)
        return
      } catch let error as CocoaError where error.code == .fileNoSuchFile {
        vanished = error
      } catch { throw .cannotStore(path: path, reason: reason(error)) }
    }
    if let vanished { throw .cannotStore(path: path, reason: reason(vanished)) }
  }

  /// How often something may vanish while its folder is removed.
  private static let mostVanished = 1000

  /// Gives a file or a folder another path of the same file system, at once.
  static func move(_ source: String, to target: String) throws(KernelsError) {
    guard unsafe rename(source, target) == 0 else {
      throw .cannotStore(path: target, reason: systemReason())
    }
  }

  /// The names in a folder, sorted; none where there is no folder.
  static func names(in folder: String) -> [String] {
    guard let names = try? FileManager.default.contentsOfDirectory(atPath: folder) else {
      return []
    }
    return names.sorted()
  }

  /// Every regular file below a folder, as paths.
  static func all(below folder: String) -> [String] {
    var files: [String] = []
    for name in names(in: folder) {
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
    guard let real = unsafe realpath(path, nil) else {
      throw .cannotRead(path: path, reason: systemReason())
    }
    defer { unsafe free(real) }
    return unsafe String(cString: real)
  }

  static func exists(_ path: String) -> Bool { unsafe access(path, F_OK) == 0 }

  /// Whether the path, or what it links to, is a file with content: no folder, pipe or device.
  static func isRegular(_ path: String) -> Bool { isOf(S_IFREG, path) }

  /// Whether the path, or what it links to, is a folder.
  static func isFolder(_ path: String) -> Bool { isOf(S_IFDIR, path) }

  private static func isOf(_ kind: mode_t, _ path: String) -> Bool {
    var status = stat()
    return unsafe stat(path, &status) == 0 && status.st_mode & S_IFMT == kind
  }

  /// The size in bytes; `nil` where there is no such file.
  static func size(of path: String) -> UInt64? {
    var status = stat()
    return unsafe stat(path, &status) == 0 ? UInt64(status.st_size) : nil
  }

  /// What can still be written to the disk under a folder, in bytes.
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
    do throws(ResultsError) { return try ResultFile.read(path) } catch {
      if case .cannotRead(_, let reason) = error {
        throw .cannotRead(path: path, reason: reason)
      }
      throw .cannotRead(path: path, reason: error.description)
    }
  }

  /// Writes a file whole or not at all.
  static func write(_ bytes: [UInt8], to path: String) throws(KernelsError) {
    do throws(ResultsError) { try ResultFile.write(bytes, to: path) } catch {
      if case .cannotWrite(_, let reason) = error {
        throw .cannotStore(path: path, reason: reason)
      }
      throw .cannotStore(path: path, reason: error.description)
    }
  }

  static func systemReason() -> String {
    let words = unsafe String(cString: strerror(errno))
    return words.prefix(1).lowercased() + words.dropFirst()
  }

  private static func kind(of path: String) -> mode_t? {
    var status = stat()
    return unsafe lstat(path, &status) == 0 ? status.st_mode & S_IFMT : nil
  }

  private static func reason(_ error: any Error) -> String {
    guard let error = error as? CocoaError else { return "\(error)" }
    switch error.code {
    case .fileWriteOutOfSpace: return "no space left on device"
    case .fileWriteNoPermission, .fileReadNoPermission: return "permission denied"
    case .fileWriteVolumeReadOnly: return "read-only file system"
    case .fileNoSuchFile, .fileReadNoSuchFile: return "no such file or directory"
    default: return "\(error)"
    }
  }
}
