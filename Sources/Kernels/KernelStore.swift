// SPDX-License-Identifier: Apache-2.0

internal import FoundationEssentials
internal import Synchronization
internal import System

/// The kernels that are to be had: those in the cache, those that the mirror has, and the user's own.
///
/// The cache may be shared by any number of runs at a time. A kernel that a store has handed out is
/// not pruned by another run while that store lives.
public final class KernelStore: Sendable {
  /// What to do, and where.
  public struct Settings: Sendable {
    /// The folder of the cache.
    public var folder: String
    /// What kernels may take on the disk, in bytes; past it the least recently used go.
    public var limitBytes: UInt64
    /// Where the package manager keeps what it is set up with.
    public var aptFolder: String
    /// The file that names the distribution.
    public var distributionFile: String
    /// The keys that the distribution signs its archive with.
    public var keyring: String
    /// Where this machine's own kernels lie.
    public var bootFolder: String
    /// Where their modules lie, and of some the kernel too.
    public var modulesFolder: String
    /// How old the catalogue may be before the mirror is asked again.
    public var catalogueAge: Duration
    /// Looked at while waiting.
    public var interrupted: @Sendable () -> Bool
    /// Told what is done while the mirror is read or something comes from it; `nil` once it is done.
    public var progress: @Sendable (_ step: String?) -> Void

    /// The standard settings; the cache's standard folder, and a limit of 2 GiB.
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
  /// Locks on what was handed out.
  private let held = Mutex<[FileLock]>([])

  /// Opens the cache, making its folders where they are not there.
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

  /// The newest kernel of a series and flavour in the cache, read whole to see that it is undamaged.
  ///
  /// - Returns: `nil` where there is none. A damaged one is removed.
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

  /// Verifies a cached kernel and keeps it from being pruned.
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
    // A cache that can be read and not written serves all the same.
    try? entry.touch()
    hold(lock)
    return kernel
  }
}

extension Kernel {
  /// The version of its package, or of the file where it is the user's own.
  var version: PackageVersion {
    if case .package(_, let version, _) = origin { return version }
    return PackageVersion(release)
  }

  var isFromMirror: Bool { if case .package = origin { true } else { false } }
}
