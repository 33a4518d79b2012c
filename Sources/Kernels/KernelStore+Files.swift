// SPDX-License-Identifier: Apache-2.0

extension KernelStore {
  /// A kernel of the user's own.
  ///
  /// - Parameters:
  ///   - path: A bzImage, or a Debian package (`.deb`) that holds one.
  ///   - modules: A folder with modules of it; `nil` for none, or for those in the package.
  /// - Throws: `notAKernel` with what it is instead, `damaged`, `cannotRead`, `cannotStore`.
  public func kernel(file path: String, modules: String? = nil) throws(KernelsError) -> Kernel {
    guard Files.exists(path) else { throw .cannotRead(path: path, reason: "there is no such file") }
    if path.hasSuffix(".deb") { return try unpacked(path, modules: modules) }
    let kernel = try Kernel(imageAt: path, origin: .file(path: path))
    return try stored("file-\(kernel.checksum.prefix(16))") { folder throws(KernelsError) in
      var kernel = kernel
      let unpacker = PackageUnpacker(folder: folder, interrupted: self.settings.interrupted)
      if let modules { kernel.modules = try unpacker.keep(Files.all(below: modules)) }
      kernel.image = "\(folder)/\(CacheEntry.imageName)"
      let bytes = try Files.read(path)
      try Files.write(bytes, to: kernel.image)
      kernel.unpackedImage = try ImageUnpacker.unpack(kernel.image, to: "\(folder)/vmlinux")
      return (kernel, UInt64(bytes.count))
    }
  }

  private func unpacked(_ package: String, modules: String?) throws(KernelsError) -> Kernel {
    let checksum = try Checksum.sha256(of: package)
    return try stored("file-\(checksum.prefix(16))") { folder throws(KernelsError) in
      let unpacker = PackageUnpacker(folder: folder, interrupted: self.settings.interrupted)
      var (kernel, size) = try unpacker.unpack([package], origin: .file(path: package))
      if let modules { kernel.modules = try unpacker.keep(Files.all(below: modules)) }
      return (kernel, size)
    }
  }

  /// Stores the user's kernel anew each time: what its folder of modules holds may have changed.
  private func stored(
    _ key: String, _ body: (String) throws(KernelsError) -> (Kernel, UInt64)
  ) throws(KernelsError) -> Kernel {
    let lock = try FileLock.wait(lockPath(key), .exclusive, interrupted: settings.interrupted)
    try build(key, body)
    guard let kernel = entry(key).kernel else {
      throw .damaged(path: entry(key).folder, reason: "it is not there after it was stored")
    }
    lock.share()
    hold(lock)
    try prune(toBytes: settings.limitBytes)
    return kernel
  }
}
