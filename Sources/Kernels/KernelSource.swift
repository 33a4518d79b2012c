// SPDX-License-Identifier: Apache-2.0

/// The user's own kernel as given: the sources of its image and modules.
struct KernelSource {
  /// The path that was given.
  let path: String
  /// The bzImage; `nil` where a package holds it.
  let image: String?
  /// Packages to unpack.
  private(set) var packages: [String] = []
  /// Modules of a directory, with depmod's lists.
  private(set) var modules: [String] = []

  /// Examines a bzImage, a package, or a directory with image and modules before storing anything.
  /// `modules` is a directory or package of them; `nil` for the kernel's own.
  init(_ path: String, modules: String?) throws(KernelsError) {
    self.path = path
    guard Files.exists(path) else { throw .cannotRead(path: path, reason: "there is no such file") }
    if Files.isFolder(path) {
      let folder = try KernelFolder(path)
      image = folder.image
      self.modules = folder.modules
    } else {
      guard Files.isRegular(path) else {
        throw .notAKernel(path: path, reason: "it is no regular file")
      }
      if Self.isPackage(path) {
        image = nil
        packages = [path]
      } else {
        _ = try BootImage(try Files.read(path), path: path)
        image = path
      }
    }
    if let modules { try add(modules) }
  }

  private mutating func add(_ modules: String) throws(KernelsError) {
    if Files.isFolder(modules) {
      self.modules = Files.all(below: modules)
    } else {
      guard Files.isRegular(modules) else {
        throw .cannotRead(path: modules, reason: "there is no such directory or package")
      }
      guard Self.isPackage(modules) else {
        throw .cannotRead(
          path: modules, reason: "modules come in a directory or in a package (.deb, .rpm)")
      }
      packages.append(modules)
    }
  }

  private static func isPackage(_ path: String) -> Bool {
    path.hasSuffix(".deb") || path.hasSuffix(".rpm")
  }

  /// The cache's name for it.
  var key: String {
    get throws(KernelsError) {
      var sums: [Substring] = []
      for file in [image].compactMap(\.self) + packages {
        sums.append(try Checksum.sha256(of: file).prefix(16))
      }
      return "file-" + sums.joined(separator: "-") + fingerprint
    }
  }

  /// FNV-1a over the modules' names, sizes and times, new with every build; empty without modules.
  private var fingerprint: String {
    guard !modules.isEmpty else { return "" }
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for file in modules {
      let line = "\(file) \(Files.size(of: file) ?? 0) \(Files.modified(file) ?? 0)\n"
      for byte in line.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    }
    return "-" + String(hash, radix: 16)
  }
}
