// SPDX-License-Identifier: Apache-2.0

internal import CGuest
internal import Glibc

/// A file in memory that has no name: whatever ends the process, nothing of it is left.
///
/// Other programs open it by its path for as long as it lives.
public final class MemoryFile: Sendable {
  private let descriptor: Int32

  /// Makes a file.
  ///
  /// - Parameters:
  ///   - name: For messages and `/proc/PID/maps`.
  ///   - content: What it holds.
  ///   - size: Bytes; what lies beyond the content reads as zeroes and takes no memory.
  /// - Throws: `cannotStore`.
  public init(
    named name: String, holding content: [UInt8] = [], size: Int? = nil
  ) throws(KernelsError) {
    descriptor = unsafe guest_memory_file(name)
    guard descriptor >= 0 else {
      throw .cannotStore(path: name, reason: unsafe String(cString: strerror(-descriptor)))
    }
    guard ftruncate(descriptor, size ?? content.count) == 0, write(content) else {
      let reason = Files.systemReason()
      close(descriptor)
      throw .cannotStore(path: name, reason: reason)
    }
  }

  deinit { close(descriptor) }

  /// Where programs started by this process find it.
  public var path: String { "/proc/\(getpid())/fd/\(descriptor)" }

  private func write(_ content: [UInt8]) -> Bool {
    var done = 0
    while done < content.count {
      let count = unsafe content.withUnsafeBytes {
        unsafe pwrite(descriptor, $0.baseAddress.map { unsafe $0 + done }, content.count - done, done)
      }
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { return false }
      done += count
    }
    return true
  }
}
