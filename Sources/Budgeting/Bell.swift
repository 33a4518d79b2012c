// SPDX-License-Identifier: Apache-2.0

import BPF
import Glibc
import Lines
import Probes

/// A timed wait of one thread that another thread can end.
final class Bell: Sendable {
  private let reading: Int32
  private let writing: Int32

  init() throws(BPFError) {
    var ends: [Int32] = [-1, -1]
    guard unsafe pipe(&ends) == 0 else {
      throw .failed(.make, subject: "a pipe", code: LibbpfCode(errno), log: nil)
    }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    (reading, writing) = (ends[0], ends[1])
  }

  deinit {
    close(reading)
    close(writing)
  }

  /// Ends the wait, and all later waits at once.
  func ring() {
    var byte: UInt8 = 1
    _ = unsafe write(writing, &byte, 1)
  }

  /// Waits until a time of CLOCK_MONOTONIC in nanoseconds, to the millisecond above;
  /// `false` where the bell has rung.
  func wait(until time: UInt64) -> Bool {
    while true {
      let now = EventClock.now
      let rest = time > now ? min(time - now, 1 << 40) : 0
      var entry = pollfd(fd: reading, events: Int16(POLLIN), revents: 0)
      let result = unsafe poll(&entry, 1, Int32((rest + 999_999) / 1_000_000))
      if result > 0 { return false }
      if result == 0, EventClock.now >= time { return true }
      // A signal, or more than one call can wait for: the rest of the time is waited for.
    }
  }
}
