// SPDX-License-Identifier: Apache-2.0

import Glibc
import System

@testable import Kernels
@testable import Workloads

/// The processes of QEMU, as /proc shows them.
enum Emulators {
  /// Those that a process started.
  static func below(_ parent: Int32) -> [Int32] {
    Folder.names(in: "/proc").compactMap { Int32($0) }.filter { pid in
      guard let status = status(pid) else { return false }
      return status.contains("\nPPid:\t\(parent)\n") && status.hasPrefix("Name:\tqemu-system")
    }
  }

  /// Whether it is gone, or only its parent has not noticed yet.
  static func isGone(_ pid: Int32) -> Bool {
    status(pid).map { $0.contains("State:\tZ") || !$0.hasPrefix("Name:\tqemu-system") } ?? true
  }

  /// Looks for something for up to 30 s.
  static func waitFor<Found>(_ look: () -> Found?) -> Found? {
    for _ in 0..<600 {
      if let found = look() { return found }
      pause(for: .milliseconds(50))
    }
    return nil
  }

  private static func status(_ pid: Int32) -> String? {
    (try? Files.read("/proc/\(pid)/status")).map { String(decoding: $0, as: UTF8.self) }
  }
}
