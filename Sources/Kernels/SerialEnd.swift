// SPDX-License-Identifier: Apache-2.0

internal import CGuest
internal import Glibc
internal import System

/// Owns one end of a guest's serial line.
final class SerialEnd {
  let descriptor: Int32
  private var hasEnded = false
  /// Whether its input was unusable.
  private(set) var isBroken = false

  private init(adopting descriptor: Int32) { self.descriptor = descriptor }

  deinit { close(descriptor) }

  /// Two ends: the near one never blocks, the far one is for QEMU.
  struct Pair {
    let near: SerialEnd
    let far: SerialEnd
  }

  /// A line in both directions.
  static func sockets() throws(GuestError) -> Pair {
    try connect { unsafe guest_socket_pair(&$0) }
  }

  /// A line from the guest alone. Writing to a socket, a guest resumes at a different instruction
  /// each time; to a pipe, it notices nothing.
  static func pipe() throws(GuestError) -> Pair {
    try connect { unsafe guest_pipe(&$0) }
  }

  private static func connect(_ make: (_ ends: inout [Int32]) -> Int32) throws(GuestError) -> Pair {
    var ends: [Int32] = [-1, -1]
    let result = make(&ends)
    guard result == 0 else { throw .notStarted(reason: SystemError(-result).text) }
    _ = fcntl(ends[0], F_SETFL, O_NONBLOCK)
    return Pair(near: SerialEnd(adopting: ends[0]), far: SerialEnd(adopting: ends[1]))
  }

  /// The descriptor for `poll`, which skips negative ones.
  var pollable: Int32 { hasEnded || isBroken ? -1 : descriptor }

  /// The bytes that are there; `nil` for none.
  func read() -> ArraySlice<UInt8>? {
    guard !hasEnded, !isBroken else { return nil }
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    let count = unsafe Glibc.read(descriptor, &buffer, buffer.count)
    guard count > 0 else {
      if count == 0 || (errno != EAGAIN && errno != EINTR) { hasEnded = true }
      return nil
    }
    return buffer[..<count]
  }

  /// Writes what fits and returns its size.
  func write(_ bytes: ArraySlice<UInt8>) -> Int {
    let count = unsafe bytes.withUnsafeBytes { bytes in
      unsafe send(descriptor, bytes.baseAddress, bytes.count, Int32(MSG_NOSIGNAL))
    }
    return max(0, count)
  }

  /// Stops reading from it.
  func giveUp() { isBroken = true }
}
