// SPDX-License-Identifier: Apache-2.0

internal import Glibc
internal import System

extension KernelStore {
  /// The mirror's kernels, read anew after a day.
  ///
  /// - Parameter refreshing: Whether to read the mirror now.
  /// - Returns: The last known catalogue, with the reason, where the mirror cannot be read.
  /// - Throws: `noMirror`, `mirrorFailed`, `missingTool`, where no catalogue is known.
  public func catalogue(refreshing: Bool = false) throws(KernelsError) -> KernelCatalogue {
    if !refreshing, let known = knownCatalogue, isFresh(known) { return known }
    let lock = try lock("apt", .exclusive)
    defer { withExtendedLifetime(lock) {} }
    // Another run may have read it meanwhile.
    if !refreshing, let known = knownCatalogue, isFresh(known) { return known }
    do throws(KernelsError) { return try readMirror() } catch {
      if error == .interrupted { throw error }
      guard var known = knownCatalogue else { throw error }
      known.staleBecause = error.description
      return known
    }
  }

  /// Takes a kernel from the cache or, failing that, from the mirror.
  ///
  /// - Parameters:
  ///   - name: For example 6.12, or 6.12-rt-amd64.
  ///   - newest: Whether to fetch a newer kernel than the cached one.
  /// - Returns: A kernel that is not pruned while this store lives.
  /// - Throws: `notCached` with the mirror's failure, `unknownSeries`, `cannotStore`.
  public func kernel(_ name: KernelName, newest: Bool = false) throws(KernelsError) -> Kernel {
    if !newest, let kernel = try cached(name) { return kernel }
    let known: KernelCatalogue
    do throws(KernelsError) { known = try catalogue() } catch {
      if error == .interrupted { throw error }
      if let kernel = try cached(name) { return kernel }
      throw notCached(name, because: error)
    }
    guard let package = known[name] else {
      if let kernel = try cached(name) { return kernel }
      let others = known.kernels.map(\.name).filter { $0.flavour == name.flavour }
      throw .unknownSeries(name, known: others)
    }
    do throws(KernelsError) { return try fetch(package) } catch {
      guard case .mirrorFailed = error else { throw error }
      // The mirror may have replaced it.
      let now = try? catalogue(refreshing: true)
      if let newer = now?[name], newer != package { return try fetch(newer) }
      if let kernel = try cached(name) { return kernel }
      throw notCached(name, because: error)
    }
  }

  /// Fetches a kernel unless it is cached; two runs download it once.
  ///
  /// - Throws: `mirrorFailed`, `damaged`, `cannotStore`, `missingTool`, `interrupted`.
  public func fetch(_ package: KernelPackage) throws(KernelsError) -> Kernel {
    try stored(package.key) { folder throws(KernelsError) in
      try self.download(package, to: folder)
    }
  }

  /// Downloads and unpacks a kernel.
  private func download(
    _ package: KernelPackage, to folder: String
  ) throws(KernelsError) -> (Kernel, UInt64) {
    defer { settings.progress(nil) }
    let downloads = "\(folder)/.downloads", apt = apt
    try Files.makeFolder(downloads)
    var packages: [String] = []
    for part in [package.image, package.modules].compactMap(\.self) {
      settings.progress("fetching \(part.name), \((part.size + 500_000) / 1_000_000) MB")
      packages.append(try apt.download(part, version: package.version, to: downloads))
    }
    settings.progress("unpacking \(package.image.name)")
    let unpacker = PackageUnpacker(folder: folder, interrupted: settings.interrupted)
    let unpacked = try unpacker.unpack(
      packages,
      origin: .package(
        name: package.image.name, version: package.version, suite: package.suite))
    try Files.remove(downloads)
    return unpacked
  }

  /// Builds an entry beside the cache and moves it in at once, under the entry's lock.
  func build(
    _ key: String, _ body: (String) throws(KernelsError) -> (Kernel, UInt64)
  ) throws(KernelsError) {
    let partial = "\(settings.folder)/partial"
    // Remains of a killed run, whose lock nobody holds.
    for name in Folder.names(in: partial) where name.hasPrefix("\(key).") {
      try Files.remove("\(partial)/\(name)")
    }
    let folder = "\(partial)/\(key).\(getpid())"
    do throws(KernelsError) {
      try Files.makeFolder(folder)
      let (kernel, size) = try body(folder)
      try CacheEntry(folder: folder).write(kernel, imageSize: size)
      try Files.remove(entry(key).folder)
      try Files.move(folder, to: entry(key).folder)
    } catch {
      try? Files.remove(folder)
      throw error
    }
  }

  private func notCached(_ name: KernelName, because error: KernelsError) -> KernelsError {
    let there = Set(cached.filter(\.isFromMirror).map(\.name))
    return .notCached(name, cached: there.sorted(), reason: error.description)
  }

  private var apt: PrivateApt {
    PrivateApt(
      folder: "\(settings.folder)/apt", keyring: settings.keyring,
      interrupted: settings.interrupted)
  }

  private var cataloguePath: String { "\(settings.folder)/catalogue.json" }

  private var knownCatalogue: KernelCatalogue? { Files.json(cataloguePath) }

  private func isFresh(_ catalogue: KernelCatalogue) -> Bool {
    let age = time(nil) - catalogue.readAt
    return age >= 0 && Duration.seconds(age) < settings.catalogueAge
  }

  private func readMirror() throws(KernelsError) -> KernelCatalogue {
    let distribution = Mirror.distribution(
      String(decoding: try Files.read(settings.distributionFile), as: UTF8.self))
    let mirror = try Mirror(among: PackageSource.all(in: settings.aptFolder), of: distribution)
    defer { settings.progress(nil) }
    try apt.update(mirror) { settings.progress($0) }
    settings.progress("looking for kernels in what the mirror has")
    let catalogue = KernelCatalogue(kernels: try apt.kernels(), readAt: time(nil))
    guard !catalogue.kernels.isEmpty else {
      throw .mirrorFailed(reason: "it carries no kernel for amd64")
    }
    try Files.write(json: catalogue, to: cataloguePath)
    return catalogue
  }
}
