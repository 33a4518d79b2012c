// SPDX-License-Identifier: Apache-2.0

import BPF
import Foundation
import System

/// What a run may leave on the machine if something is wrong.
enum Traces {
  /// Whether a program of this number is in the kernel.
  static func isInKernel(_ program: UInt32) throws -> Bool {
    try ProgramInformation.allInKernel().contains { $0.identifier == program }
  }

  /// Processes that were started with a folder for temporary files: `TMPDIR` is one of the few
  /// variables that a workload is given, so a folder of a test's own marks all that a run has
  /// started.
  static func processes(withTemporaryFolder folder: String) -> [Int32] {
    let variable = "TMPDIR=\(folder)"
    return contentsOfDirectory("/proc").compactMap { Int32($0) }.filter { pid in
      File.text(of: "/proc/\(pid)/environ")?.split(separator: "\0").contains { $0 == variable }
        == true
    }
  }

  static func contentsOfDirectory(_ path: String) -> [String] {
    (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
  }

  /// How many of this process's descriptors are such ones, by what `/proc` names them.
  static func descriptors(_ isWanted: (String) -> Bool) -> Int {
    contentsOfDirectory("/proc/self/fd").count {
      (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/fd/\($0)"))
        .map(isWanted) == true
    }
  }

  static var expedited: String? { File.text(of: "/sys/kernel/rcu_expedited") }
  static var statistics: String? { File.text(of: "/proc/sys/kernel/bpf_stats_enabled") }

  /// Waits until something holds, at most ten seconds: the kernel takes programs down a grace
  /// period after their owner is gone.
  static func eventually(_ holds: () throws -> Bool) rethrows -> Bool {
    for _ in 0..<200 {
      if try holds() { return true }
      usleep(50_000)
    }
    return try holds()
  }
}
