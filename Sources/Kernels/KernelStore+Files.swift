// SPDX-License-Identifier: Apache-2.0

internal import System

extension KernelStore {
  /// Stores the user's own kernel.
  ///
  /// - Parameters:
  ///   - path: A bzImage, a package of one (`.deb`, `.rpm`), or a directory with it and modules.
  ///   - modules: A directory or package of its modules; `nil` for none, or for the kernel's own.
  /// - Returns: A cached copy, safe from pruning while this store lives.
  /// - Throws: `notAKernel` with what it is instead, `damaged`, `cannotRead`, `cannotStore`.
  public func kernel(file path: String, modules: String? = nil) throws(KernelsError) -> Kernel {
    let source = try KernelSource(path, modules: modules)
    var kernel = try stored(try source.key) { folder throws(KernelsError) in
      try PackageUnpacker(folder: folder, interrupted: self.settings.interrupted).unpack(source)
    }
    kernel.origin = .file(path: path)
    return kernel
  }

  /// The entry of a key, built unless it exists.
  func stored(
    _ key: String, _ body: (String) throws(KernelsError) -> (Kernel, UInt64)
  ) throws(KernelsError) -> Kernel {
    // Shared first: another run may boot it for minutes.
    if let kernel = entry(key).kernel, let kernel = try use(kernel) { return kernel }
    let lock = try lock(key, .exclusive)
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
