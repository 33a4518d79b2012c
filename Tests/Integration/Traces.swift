// SPDX-License-Identifier: Apache-2.0

import BPF
import Foundation

/// What a run may leave on the machine if something is wrong.
enum Traces {
  /// The names of BPF programs in the kernel.
  static func programs() throws -> [String] {
    try ProgramInformation.allInKernel().map(\.name).sorted()
  }

  /// Processes whose program has one of these names.
  static func processes(named names: Set<String>) -> [Int32] {
    let entries = contentsOfDirectory("/proc").compactMap { Int32($0) }
    return entries.filter { pid in
      let path = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/\(pid)/exe"))
      return path.map { names.contains(URL(fileURLWithPath: $0).lastPathComponent) } ?? false
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

  static var expedited: String? { contents(of: "/sys/kernel/rcu_expedited") }
  static var statistics: String? { contents(of: "/proc/sys/kernel/bpf_stats_enabled") }

  /// Waits until something holds, at most ten seconds: the kernel takes programs down a grace period after
  /// their owner is gone.
  static func eventually(_ holds: () throws -> Bool) rethrows -> Bool {
    for _ in 0..<200 {
      if try holds() { return true }
      usleep(50_000)
    }
    return try holds()
  }
}
