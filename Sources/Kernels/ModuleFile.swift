// SPDX-License-Identifier: Apache-2.0

import ELF

/// A file of a kernel module.
enum ModuleFile {
  private static let packers = [
    "ko": nil, "ko.xz": ExternalCommand.xz, "ko.gz": ExternalCommand(name: "gzip", package: "gzip"),
    "ko.zst": ExternalCommand(name: "zstd", package: "zstd"),
  ]

  /// The module's name: `null_blk` of `…/null-blk.ko.xz`; `nil` for other files.
  static func name(of path: String) -> String? {
    guard let file = path.split(separator: "/").last, let dot = file.firstIndex(of: "."),
      packers.keys.contains(String(file[file.index(after: dot)...]))
    else { return nil }
    return String(file[..<dot]).replacing("-", with: "_")
  }

  /// The unpacked module; `scratch` is a path for unpacking.
  static func plain(_ path: String, scratch: String) throws(KernelsError) -> [UInt8] {
    for (suffix, packer) in packers where path.hasSuffix(".\(suffix)") {
      guard let packer else { continue }
      try unpack(path, with: packer, to: scratch)
      return try Files.read(scratch)
    }
    return try Files.read(path)
  }

  private static func unpack(
    _ path: String, with packer: ExternalCommand, to scratch: String
  ) throws(KernelsError) {
    let program = try packer.path()
    do throws(KernelsError) {
      // Output of an `ExternalCommand` is text, so the module goes through a file.
      try ExternalCommand.shell.run(
        ["-c", #"exec "$1" -dc -- "$2" > "$3""#, "sh", program, path, scratch],
        deadline: .seconds(60))
    } catch {
      guard case .toolFailed(_, _, let output) = error else { throw error }
      let reason = output.split(separator: "\n").last.map { ": \($0)" } ?? ""
      try ExternalCommand.checkRoom(output, for: scratch)
      throw .damaged(path: path, reason: "\(packer.name) cannot unpack it\(reason)")
    }
  }

  /// The modules to load before it: the field `depends` of its `.modinfo`.
  static func needs(_ bytes: [UInt8]) -> [String] {
    field("depends", of: bytes).flatMap { $0.split(separator: ",") }
      .map { String($0).replacing("-", with: "_") }
  }

  /// The modules that help it if loaded before: `softdep=pre: crypto-crc32c`.
  static func softNeeds(_ bytes: [UInt8]) -> [String] {
    field("softdep", of: bytes).flatMap { value in
      let words = value.split(separator: " ")
      let first = words.firstIndex(of: "pre:").map { $0 + 1 } ?? words.endIndex
      return words[first...].prefix { !$0.hasSuffix(":") }
        .map { String($0).replacing("-", with: "_") }
    }
  }

  /// The values of a field in its `.modinfo`, whose entries end with NUL.
  private static func field(_ name: String, of bytes: [UInt8]) -> [Substring] {
    let entries = ELFFile(bytes)?.contents(named: ".modinfo") ?? bytes
    let start = Array("\(name)=".utf8)
    return entries.split(separator: 0).filter { $0.starts(with: start) }
      .map { Substring(decoding: $0.dropFirst(start.count), as: UTF8.self) }
  }
}
