// SPDX-License-Identifier: Apache-2.0

internal import System

extension KernelStore {
  /// The size of all cached kernels, in bytes.
  public var size: UInt64 { entries.map(\.size).reduce(0, +) }

  /// Removes the least recently used kernels down to `limit`.
  ///
  /// Kernels in use by any run stay, and those that this store handed out.
  /// - Parameters:
  ///   - limit: In bytes; 0 removes all.
  ///   - indices: Whether to remove the mirror's indices too (some 200 MB).
  /// - Returns: The number and size of the removed kernels.
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
