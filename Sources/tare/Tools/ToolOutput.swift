// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import BPF
import Glibc
import Lines
import Probes

/// Standard output of a tool, in whole lines.
struct ToolOutput: ~Copyable {
  /// The text that waits to be written.
  var line = LineBuffer(descriptor: STDOUT_FILENO)
  /// The errno of a write that failed; nothing is written after it.
  private(set) var failure: Int32 = 0
  private static let flushBytes = 1 << 16

  /// Writes the waiting text.
  mutating func flush() {
    if failure == 0, line.count > 0 { failure = line.flush() }
  }

  /// Writes the waiting text where there is much of it.
  mutating func flushIfFull() {
    if line.count > Self.flushBytes { flush() }
  }

  /// Whether nobody reads any more, or writing has failed.
  var isClosed: Bool {
    if failure != 0 { return true }
    var entry = pollfd(fd: STDOUT_FILENO, events: 0, revents: 0)
    return unsafe poll(&entry, 1, 0) == 1 && entry.revents & Int16(POLLERR) != 0
  }

  /// Tells a failure to write, unless the reader has gone.
  func check() throws {
    guard failure != 0, failure != EPIPE else { return }
    Terminal.complain("cannot write to standard output: \(LibbpfCode(failure).text)")
    throw Failure.machinery
  }
}
