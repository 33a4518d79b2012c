// SPDX-License-Identifier: Apache-2.0

import Glibc
import Lines
import Probes

/// What a body writes into a `LineBuffer`, read back from a pipe.
func lines(_ body: (inout LineBuffer) -> Void) -> [String] {
  var ends: [Int32] = [0, 0]
  guard unsafe pipe(&ends) == 0 else { return [] }
  defer {
    close(ends[0])
    close(ends[1])
  }
  var buffer = LineBuffer(descriptor: ends[1])
  body(&buffer)
  let count = buffer.count
  guard buffer.flush() == 0 else { return [] }
  var text = [UInt8](repeating: 0, count: count)
  let got = unsafe text.withUnsafeMutableBytes { unsafe read(ends[0], $0.baseAddress, count) }
  return String(decoding: text.prefix(max(0, got)), as: UTF8.self).split(separator: "\n").map(
    String.init)
}
