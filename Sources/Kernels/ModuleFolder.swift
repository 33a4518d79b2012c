// SPDX-License-Identifier: Apache-2.0

/// A kernel's modules in its package or folder: their files and their needs.
struct ModuleFolder {
  /// Files by name, with `_` for `-`.
  private(set) var files: [String: String] = [:]
  /// Each module's needs by `modules.dep`, which packages lack before installation.
  private var listed: [String: [String]] = [:]
  /// The built-in modules, by `modules.builtin`.
  private var builtIn: Set<String> = []

  /// Reads modules, packed or plain, and depmod's lists; other files are ignored.
  init(_ paths: [String]) throws(KernelsError) {
    for path in paths {
      if let name = ModuleFile.name(of: path) { files[name] = path }
      switch path.split(separator: "/").last {
      case "modules.dep": listed.merge(Self.dependencies(try Self.text(path))) { $1 }
      case "modules.builtin":
        builtIn.formUnion(try Self.text(path).split(separator: "\n").compactMap(Self.name))
      default: continue
      }
    }
  }

  /// The modules in this folder to load before a module; built-in and missing ones are left out.
  /// Its `bytes` are read where `modules.dep` lacks it.
  func needs(of name: String, _ bytes: [UInt8]) -> [String] {
    let hard = listed[name] ?? ModuleFile.needs(bytes)
    let soft = ModuleFile.softNeeds(bytes).compactMap(provider)
    return (soft + hard).filter { files[$0] != nil && !builtIn.contains($0) }
  }

  /// The module of this name or cipher: `crypto_crc32c` is an alias of `crc32c_generic`.
  private func provider(of name: String) -> String? {
    let cipher = name.hasPrefix("crypto_") ? String(name.dropFirst("crypto_".count)) : name
    guard !builtIn.contains("\(cipher)_generic") else { return nil }
    return [name, "\(cipher)_generic", "\(cipher)_cryptoapi", cipher].first { files[$0] != nil }
  }

  /// Reads `kernel/fs/ext4/ext4.ko.xz: kernel/fs/jbd2/jbd2.ko.xz kernel/lib/crc16.ko.xz`.
  static func dependencies(_ text: String) -> [String: [String]] {
    var needs: [String: [String]] = [:]
    for line in text.split(separator: "\n") {
      let sides = line.split(separator: ":", maxSplits: 1)
      guard let name = sides.first.flatMap(name) else { continue }
      needs[name] = sides.dropFirst().flatMap { $0.split(separator: " ").compactMap(Self.name) }
    }
    return needs
  }

  private static func name(_ path: Substring) -> String? { ModuleFile.name(of: String(path)) }

  private static func text(_ path: String) throws(KernelsError) -> String {
    String(decoding: try Files.read(path), as: UTF8.self)
  }
}
