// SPDX-License-Identifier: Apache-2.0

private import CSymbols
import Glibc

/// Owns a descriptor of a file and closes it exactly once.
struct Descriptor: ~Copyable {
  private let number: Int32

  private init(adopting number: Int32) { self.number = number }

  /// Whatever is at a path, without opening it: that of a device or a pipe may do anything.
  ///
  /// - Returns: `nil` where there is nothing, or it is out of reach.
  static func place(_ path: String) -> Descriptor? {
    let number = unsafe csymbols_place_open(path)
    return number >= 0 ? Descriptor(adopting: number) : nil
  }

  /// Whatever is at a path that begins at another root, as are the links on the way.
  static func place(_ path: String, inRoot root: String) -> Descriptor? {
    let number = unsafe csymbols_place_open_in(root, path)
    return number >= 0 ? Descriptor(adopting: number) : nil
  }

  /// A copy of a part of a process's memory, at most 64 KiB.
  ///
  /// - Parameters:
  ///   - range: The part.
  ///   - memory: Its `/proc/PID/mem`.
  /// - Returns: `nil` where it cannot be read.
  static func copy(of range: Range<UInt64>, in memory: String) -> Descriptor? {
    guard range.count <= 1 << 16 else { return nil }
    let number = unsafe csymbols_memory_copy(memory, range.lowerBound, range.count)
    return number >= 0 ? Descriptor(adopting: number) : nil
  }

  deinit { close(number) }

  /// Gives the descriptor away: whoever takes it closes it.
  consuming func release() -> Int32 {
    let number = number
    discard self
    return number
  }

  /// The path that leads to the same file.
  var path: String { "/proc/self/fd/\(number)" }

  private static func status(of number: Int32) -> csymbols_identity? {
    var status = csymbols_identity()
    return unsafe csymbols_place_identity(number, &status) == 0 ? status : nil
  }

  /// The identity of its file.
  var identity: FileIdentity? { Self.identity(of: number) }

  /// The identity of the file of somebody else's descriptor.
  static func identity(of number: Int32) -> FileIdentity? {
    status(of: number).map {
      FileIdentity(
        inode: $0.inode, device: UInt64($0.device_major) << 32 | UInt64($0.device_minor))
    }
  }

  /// When its content, name or rights were changed last, in nanoseconds since 1970.
  var changed: Int64? { Self.status(of: number)?.changed_ns }

  /// The user whose file it is.
  var owner: UInt32? { Self.status(of: number)?.owner }

  /// All bytes of an open file; `nil` where they cannot be read, or are more than so many.
  func bytes(atMost limit: Int) -> [UInt8]? {
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while bytes.count <= limit {
      let count = unsafe read(number, &chunk, chunk.count)
      if count < 0 { return nil }
      if count == 0 { return bytes }
      bytes += chunk[0..<count]
    }
    return nil
  }

  /// Opens it for reading where it is a plain file.
  func openedFile() -> Descriptor? {
    let number = csymbols_place_read(number)
    return number >= 0 ? Descriptor(adopting: number) : nil
  }
}
