// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import BPF
import System

/// The capabilities of this process.
enum Privileges {
  /// What loading, attaching and timing need: bits and names from `linux/capability.h`.
  private static let needed: [(bit: UInt64, name: String, purpose: String)] = [
    (39, "CAP_BPF", "loading BPF programs"),
    (38, "CAP_PERFMON", "attaching them to tracepoints"),
    (21, "CAP_SYS_ADMIN", "mounting tracefs and changing the kernel's settings"),
  ]

  /// Ends the run with one line and exit code 77 where a capability is missing.
  static func require() throws {
    let held = effective
    // Before Linux 5.8 CAP_SYS_ADMIN stood for the other two.
    for capability in needed where held & (1 << capability.bit) == 0 {
      Terminal.complain(
        "\(capability.purpose) needs \(capability.name), which this process does not have; "
          + "run it as root, for example with sudo")
      throw Failure.privilege
    }
  }

  /// The names of the capabilities that are missing.
  static var missing: [String] {
    let held = effective
    return needed.filter { held & (1 << $0.bit) == 0 }.map(\.name)
  }

  private static var effective: UInt64 {
    let line = ProcFiles.line(of: "/proc/self/status", beginning: "CapEff:")
    let digits = line?.split(whereSeparator: \.isWhitespace).last
    return digits.flatMap { UInt64($0, radix: 16) } ?? 0
  }
}
