// SPDX-License-Identifier: Apache-2.0

internal import FoundationEssentials
internal import Synchronization
internal import System

/// The available kernels: the cache's, the mirror's and the user's own. Any number of runs may
/// share the cache. Kernels that a store hands out are not pruned while it lives.
public final class KernelStore: Sendable {
  /// Places and limits of a store.
  public struct Settings: Sendable {
    /// The folder of the cache.
    public var folder: String
    /// The cache's limit in bytes; beyond it the least recently used kernels go.
    public var limitBytes: UInt64
    /// The package manager's configuration folder.
    public var aptFolder: String
    /// The file that names the distribution.
    public var distributionFile: String
    /// The distribution's archive keys.
    public var keyring: String
    /// The folder of this machine's kernels.
    public var bootFolder: String
    /// The folder of their modules, and of some kernels too.
    public var modulesFolder: String
    /// The age at which the catalogue is read anew.
    public var catalogueAge: Duration
    /// Whether the run is to end; asked while waiting.
    public var interrupted: @Sendable () -> Bool
    /// Called with each step of reading the mirror or fetching; `nil` at the end.
    public var progress: @Sendable (_ step: String?) -> Void

    /// The standard settings: the standard cache, limited to 2 GiB.
    public init() {
      folder = CachePlace.standard
      limitBytes = 2 << 30
      aptFolder = "/etc/apt"
      distributionFile = "/etc/os-release"
      keyring = Mirror.keyring
      bootFolder = "/boot"
      modulesFolder = "/lib/modules"
      catalogueAge = .seconds(24 * 3600)
      interrupted = { false }
      progress = { _ in }
    }
  }

  let settings: Settings
  /// Locks on the kernels handed out.
  private let held = Mutex<[FileLock]>([])

  /// Opens the cache, creating its folders if need be.
  ///
  /// - Throws: `cannotStore`.
  public init(_ settings: Settings = Settings()) throws(KernelsError) {
    self.settings = settings
    for folder in ["kernels", "partial", "locks", "apt"] {
      try Files.makeFolder("\(settings.folder)/\(folder)")
    }
  }

  // MARK: The cache

  /// Every kernel in the cache, by series and flavour, the newest first of each.
  public var cached: [Kernel] {
    entries.compactMap(\.kernel).sorted { one, other in
      one.name == other.name ? one.version > other.version : one.name < other.name
    }
  }

  /// The newest cached kernel of a series and flavour, verified by its checksum.
  ///
  /// - Returns: `nil` for none; damaged ones are removed.
  /// - Throws: `toolFailed`, `cannotStore`.
  public func cached(_ name: KernelName) throws(KernelsError) -> Kernel? {
    for kernel in cached where kernel.name == name && kernel.isFromMirror {
      if let kernel = try use(kernel) { return kernel }
    }
    return nil
  }

  var entries: [CacheEntry] {
    Folder.names(in: "\(settings.folder)/kernels")
      .map { CacheEntry(folder: "\(settings.folder)/kernels/\($0)") }
  }

  func entry(_ key: String) -> CacheEntry {
    CacheEntry(folder: "\(settings.folder)/kernels/\(key)")
  }

  func lockPath(_ key: String) -> String { "\(settings.folder)/locks/\(key)" }

  /// Waits for the lock of a key, unless the run is interrupted.
  func lock(_ key: String, _ mode: FileLock.Mode) throws(KernelsError) -> FileLock {
    let path = lockPath(key)
    let lock = try Files.storing(path) { () throws(SystemError) in
      try FileLock.wait(path, mode, interrupted: settings.interrupted)
    }
    guard let lock else { throw .interrupted }
    return lock
  }

  /// The exclusive lock of a key; `nil` while another run holds it.
  func attemptLock(_ key: String) throws(KernelsError) -> FileLock? {
    let path = lockPath(key)
    return try Files.storing(path) { () throws(SystemError) in
      try FileLock.attempt(path, .exclusive)
    }
  }

  /// Holds a lock for as long as the store lives.
  func hold(_ lock: FileLock) { held.withLock { $0.append(lock) } }

  /// Verifies a cached kernel and protects it from pruning.
  func use(_ kernel: Kernel) throws(KernelsError) -> Kernel? {
    let folder = String(kernel.image.dropLast(CacheEntry.imageName.count + 1))
    let key = folder.split(separator: "/").last.map(String.init) ?? ""
    let lock = try lock(key, .shared)
    let entry = CacheEntry(folder: folder)
    guard let kernel = entry.kernel else { return nil }
    do throws(KernelsError) { try entry.verify(kernel) } catch {
      guard case .damaged = error else { throw error }
      try Files.remove(folder)
      return nil
    }
    // A read-only cache serves too.
    try? entry.touch()
    hold(lock)
    return kernel
  }
}

extension Kernel {
  /// The package's version, or the release of a user's kernel.
  var version: PackageVersion {
    if case .package(_, let version, _) = origin { return version }
    return PackageVersion(release)
  }

  var isFromMirror: Bool { if case .package = origin { true } else { false } }
}
