// SPDX-License-Identifier: Apache-2.0

internal import System

extension KernelStore {
  /// A kernel of the user's own.
  ///
  /// - Parameters:
  ///   - path: A bzImage, a package that holds one (`.deb`, `.rpm`), or a directory with `vmlinuz` and modules.
  ///   - modules: A directory of its modules, or a package that holds them; `nil` for none, or for those that come
  ///     with the kernel.
  /// - Returns: A copy in the cache, which is not pruned while this store lives.
  /// - Throws: `notAKernel` with what it is instead, `damaged`, `cannotRead`, `cannotStore`.
  public func kernel(file path: String, modules: String? = nil) throws(KernelsError) -> Kernel {
    let source = try KernelSource(path, modules: modules)
    var kernel = try stored(try source.key) { folder throws(KernelsError) in
      try PackageUnpacker(folder: folder, interrupted: self.settings.interrupted).unpack(source)
    }
    kernel.origin = .file(path: path)
    return kernel
  }

  /// The entry of this key, put together where it is not there yet.
  private func stored(
    _ key: String, _ body: (String) throws(KernelsError) -> (Kernel, UInt64)
  ) throws(KernelsError) -> Kernel {
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
