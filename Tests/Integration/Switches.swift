// SPDX-License-Identifier: Apache-2.0

import BPF
import Foundation
import System
import Testing

/// How often the first thread of a process has left a CPU, by the kernel's own count.
struct Switches {
  /// Since it had to wait for something.
  let voluntary: UInt64
  /// Since somebody else got the CPU.
  let involuntary: UInt64

  init(of pid: Int32) throws {
    let lines = try #require(File.text(of: "/proc/\(pid)/status")).split(separator: "\n")
    func count(_ name: String) throws -> UInt64 {
      let line = try #require(lines.first { $0.hasPrefix("\(name)_ctxt_switches:") })
      return try #require(UInt64(line.split(whereSeparator: \.isWhitespace)[1]))
    }
    voluntary = try count("voluntary")
    involuntary = try count("nonvoluntary")
  }
}
