// SPDX-License-Identifier: Apache-2.0

internal import CGuest
internal import Glibc
internal import System

/// The guest's end of the conversation: its second serial port.
final class GuestPort {
  private let descriptor: Int32
  private var cutter = LineCutter()
  private var lines: [[UInt8]] = []

  init(_ path: String) throws {
    descriptor = unsafe open(path, O_RDWR | O_NOCTTY | O_CLOEXEC)
    guard descriptor >= 0 else { throw SystemError.last }
    let result = guest_make_raw(descriptor)
    guard result == 0 else { throw SystemError(-result) }
  }

  deinit { close(descriptor) }

  func send(_ message: some Encodable) throws {
    try OpenFile.write(try GuestLine.encode(message), to: descriptor)
    // Nothing may be in flight when the next job begins, which would count it.
    tcdrain(descriptor)
  }

  /// Waits for the next line.
  func receive() throws -> [UInt8] {
    while lines.isEmpty {
      var buffer = [UInt8](repeating: 0, count: 4096)
      let count = unsafe read(descriptor, &buffer, buffer.count)
      if count < 0 && errno == EINTR { continue }
      guard count > 0, let cut = cutter.append(buffer[..<count]) else {
        throw SystemError(count == 0 ? EPIPE : errno)
      }
      lines = cut
    }
    return lines.removeFirst()
  }
}
