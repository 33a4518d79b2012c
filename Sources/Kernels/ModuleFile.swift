// SPDX-License-Identifier: Apache-2.0

/// A module of the kernel, as a file.
enum ModuleFile {
  private static let packers = [
    "ko": nil, "ko.xz": Tool.xz, "ko.gz": Tool(name: "gzip", package: "gzip"),
    "ko.zst": Tool(name: "zstd", package: "zstd"),
  ]

  /// The module's name: `null_blk` of `…/null-blk.ko.xz`; `nil` for what is no module.
  static func name(of path: String) -> String? {
    guard let file = path.split(separator: "/").last, let dot = file.firstIndex(of: "."),
      packers.keys.contains(String(file[file.index(after: dot)...]))
    else { return nil }
    return String(file[..<dot]).replacing("-", with: "_")
  }

  /// The module without its packing; `scratch` is the path of a file to unpack it to.
  static func plain(_ path: String, scratch: String) throws(KernelsError) -> [UInt8] {
    for (suffix, packer) in packers where path.hasSuffix(".\(suffix)") {
      guard let packer else { continue }
      // The tool's output is text to `Tool`, so the module goes through a file.
      try Tool.shell.run(
        ["-c", #"exec "$1" -dc -- "$2" > "$3""#, "sh", try packer.path(), path, scratch],
        deadline: .seconds(60))
      return try Files.read(scratch)
    }
    return try Files.read(path)
  }

  /// The modules that must be loaded before it, from the field `depends` of its `.modinfo`.
  static func needs(_ bytes: [UInt8]) -> [String] {
    let field = Array("\0depends=".utf8)
    guard let first = field.first else { return [] }
    var start = bytes.startIndex
    while let candidate = bytes[start...].firstIndex(of: first) {
      if bytes[candidate...].starts(with: field) {
        let value = bytes[(candidate + field.count)...].prefix { $0 != 0 }
        return String(decoding: value, as: UTF8.self).split(separator: ",")
          .map { String($0).replacing("-", with: "_") }
      }
      start = candidate + 1
    }
    return []
  }
}
