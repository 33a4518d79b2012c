// SPDX-License-Identifier: Apache-2.0

internal import System

extension KernelStore {
  /// What all kernels in the cache take on the disk, in bytes.
  public var size: UInt64 { entries.map(\.size).reduce(0, +) }

  /// Removes the least recently used kernels until the rest takes no more than `limit`.
  ///
  /// What a run has in use stays, and so does what this store has handed out.
  /// - Parameters:
  ///   - limit: In bytes; 0 removes all.
  ///   - indices: Whether to remove what is known of the mirror too (some 200 MB).
  /// - Returns: How many kernels were removed, and how many bytes they took.
  /// - Throws: `cannotStore`.
  @discardableResult
  public func prune(
    toBytes limit: UInt64, indices: Bool = false
  ) throws(KernelsError) -> (count: Int, bytes: UInt64) {
    var left = size
    var removed: (count: Int, bytes: UInt64) = (0, 0)
    for entry in entries.sorted(by: { $0.lastUsed < $1.lastUsed }) where left > limit {
      let key = entry.folder.split(separator: "/").last.map(String.init) ?? ""
      guard let lock = try attemptLock(key) else { continue }
      defer { withExtendedLifetime(lock) {} }
      let size = entry.size
      try Files.remove(entry.folder)
      left -= min(left, size)
      removed = (removed.count + 1, removed.bytes + size)
    }
    if indices { try removeIndices() }
    return removed
  }

  private func removeIndices() throws(KernelsError) {
    guard let lock = try attemptLock("apt") else { return }
    defer { withExtendedLifetime(lock) {} }
    for name in ["state", "cache"] { try Files.remove("\(settings.folder)/apt/\(name)") }
    try Files.remove("\(settings.folder)/catalogue.json")
  }
}
