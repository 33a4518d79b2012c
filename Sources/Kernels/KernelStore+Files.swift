// SPDX-License-Identifier: Apache-2.0

extension KernelStore {
  /// A kernel of the user's own.
  ///
  /// - Parameters:
  ///   - path: A bzImage, or a Debian package (`.deb`) that holds one.
  ///   - modules: A folder with modules of it; `nil` for none, or for those in the package.
  /// - Returns: A copy in the cache, which is not pruned while this store lives.
  /// - Throws: `notAKernel` with what it is instead, `damaged`, `cannotRead`, `cannotStore`.
  public func kernel(file path: String, modules: String? = nil) throws(KernelsError) -> Kernel {
    guard Files.exists(path) else { throw .cannotRead(path: path, reason: "there is no such file") }
    guard Files.isRegular(path) else {
      let kind = Files.isFolder(path) ? "a directory" : "no regular file"
      throw .notAKernel(path: path, reason: "it is \(kind)")
    }
    if let modules, !Files.isFolder(modules) {
      throw .cannotRead(path: modules, reason: "there is no such directory")
    }
    let isPackage = path.hasSuffix(".deb")
    // Before anything is stored: what is no kernel is told so by its name.
    if !isPackage { _ = try BootImage(try Files.read(path), path: path) }
    let key = "file-\(try Checksum.sha256(of: path).prefix(16))" + Self.fingerprint(of: modules)
    var kernel = try stored(key) { folder throws(KernelsError) in
      let unpacker = PackageUnpacker(folder: folder, interrupted: self.settings.interrupted)
      let origin = Kernel.Origin.file(path: path)
      if isPackage {
        var (kernel, size) = try unpacker.unpack([path], origin: origin)
        if let modules { kernel.modules = try unpacker.keep(Files.all(below: modules)) }
        return (kernel, size)
      }
      let copy = "\(folder)/image"
      try Files.write(try Files.read(path), to: copy)
      let kept = try modules.map { folder throws(KernelsError) in
        try unpacker.keep(Files.all(below: folder))
      }
      return try unpacker.keep(image: copy, modules: kept ?? [], origin: origin)
    }
    kernel.origin = .file(path: path)
    return kernel
  }

  /// Tells folders of modules apart, and one folder before and after a build (FNV-1a over names,
  /// sizes and times); empty without a folder.
  private static func fingerprint(of folder: String?) -> String {
    guard let folder else { return "" }
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for file in Files.all(below: folder) {
      let line = "\(file) \(Files.size(of: file) ?? 0) \(Files.modified(file) ?? 0)\n"
      for byte in line.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    }
    return "-" + String(hash, radix: 16)
  }

  /// The entry of this key, put together where it is not there yet.
  private func stored(
    _ key: String, _ body: (String) throws(KernelsError) -> (Kernel, UInt64)
  ) throws(KernelsError) -> Kernel {
    if let kernel = entry(key).kernel, let kernel = try use(kernel) { return kernel }
    let lock = try FileLock.wait(lockPath(key), .exclusive, interrupted: settings.interrupted)
    if entry(key).kernel == nil { try build(key, body) }
    guard let kernel = entry(key).kernel else {
      throw .damaged(path: entry(key).folder, reason: "it is not there after it was stored")
    }
    lock.share()
    hold(lock)
    try prune(toBytes: settings.limitBytes)
    return kernel
  }
}
