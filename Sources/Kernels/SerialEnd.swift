// SPDX-License-Identifier: Apache-2.0

internal import CGuest
internal import Glibc
internal import System

/// Owns one end of what stands for a serial line of a guest, and closes it exactly once.
final class SerialEnd {
  let descriptor: Int32
  private var hasEnded = false
  /// Whether what came through it could not be used.
  private(set) var isBroken = false

  private init(adopting descriptor: Int32) { self.descriptor = descriptor }

  deinit { close(descriptor) }

  /// Two ends: the near one never makes its owner wait, the far one is for QEMU.
  struct Pair {
    let near: SerialEnd
    let far: SerialEnd
  }

  /// A line on which both sides speak.
  static func sockets() throws(GuestError) -> Pair {
    try connect { unsafe guest_socket_pair(&$0) }
  }

  /// A line on which only the guest speaks. QEMU lets a guest that writes to a socket go on at another
  /// instruction each time; of a pipe the guest notices nothing.
  static func pipe() throws(GuestError) -> Pair {
    try connect { unsafe guest_pipe(&$0) }
  }

  private static func connect(
    _ make: (_ ends: inout [Int32]) -> Int32
  ) throws(GuestError) -> Pair {
    var ends: [Int32] = [-1, -1]
    let result = make(&ends)
    guard result == 0 else {
      throw .notStarted(reason: SystemError(-result).text)
    }
    _ = fcntl(ends[0], F_SETFL, O_NONBLOCK)
    return Pair(near: SerialEnd(adopting: ends[0]), far: SerialEnd(adopting: ends[1]))
  }

  /// For `poll`, which skips what is negative.
  var pollable: Int32 { hasEnded || isBroken ? -1 : descriptor }

  /// What is there now; `nil` where nothing is.
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

  /// Writes what fits now and returns how much that was.
  func write(_ bytes: ArraySlice<UInt8>) -> Int {
    let count = unsafe bytes.withUnsafeBytes { bytes in
      unsafe send(descriptor, bytes.baseAddress, bytes.count, Int32(MSG_NOSIGNAL))
    }
    return max(0, count)
  }

  /// Does not look at it any more.
  func giveUp() { isBroken = true }
}
