// SPDX-License-Identifier: Apache-2.0

/// The modules of a kernel as its package or its folder has them: where each lies, and what is known of what it
/// needs.
struct ModuleFolder {
  /// By name, with `_` for `-`.
  private(set) var files: [String: String] = [:]
  /// The needs of each module by `modules.dep`. Packages whose modules were not installed have no such file.
  private var listed: [String: [String]] = [:]
  /// The modules that the kernel has in itself, by `modules.builtin`.
  private var builtIn: Set<String> = []

  /// Looks through files.
  ///
  /// - Parameter paths: Modules, packed or plain, and what depmod made; others are passed over.
  /// - Throws: `cannotRead`.
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

  /// The modules that must be loaded before a module.
  ///
  /// - Parameters:
  ///   - name: The module's.
  ///   - bytes: Its content, which is asked where `modules.dep` says nothing.
  /// - Returns: Modules that are here: a need that the kernel has in itself, or that is nowhere, is left out.
  func needs(of name: String, _ bytes: [UInt8]) -> [String] {
    let hard = listed[name] ?? ModuleFile.needs(bytes)
    let soft = ModuleFile.softNeeds(bytes).compactMap(provider)
    return (soft + hard).filter { files[$0] != nil && !builtIn.contains($0) }
  }

  /// The module of this name, or the one that brings this cipher: `crypto_crc32c` is an alias of `crc32c_generic`.
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
