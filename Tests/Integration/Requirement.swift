// SPDX-License-Identifier: Apache-2.0

import BPF
import Foundation
import Probes
import Testing

/// A condition without which a test says nothing. Where it does not hold, the test is skipped with
/// the reason; under `TARE_REQUIRE_ALL=1` it runs all the same and fails, since the machine that
/// sets it has everything.
enum Requirement {
  static let isEnforced = ProcessInfo.processInfo.environment["TARE_REQUIRE_ALL"] == "1"

  static var isRoot: Bool { geteuid() == 0 }

  /// A breakpoint in a program, as its rung `uprobe`.
  static let uprobe = EmptyProbe(
    named: "uprobe", on: [.uprobe(path: "/proc/self/exe", offset: 0x1000)])
}

extension Trait where Self == ConditionTrait {
  /// Loading BPF programs needs privileges.
  static var requiresRoot: Self {
    .enabled(
      if: Requirement.isRoot || Requirement.isEnforced,
      "loads BPF programs, which needs root: run sudo bin/test")
  }

  /// What ext4slower watches.
  static var requiresExt4: Self {
    .enabled(
      if: TemporaryFolder.isOnExt4 || Requirement.isEnforced,
      "works on temporary files on ext4, and /var/tmp is on another file system")
  }

  /// The test is of one rung, which kernels may refuse.
  static func requires<P: Probe>(
    _ rung: String, of probe: @autoclosure @escaping @Sendable () -> P
  ) -> Self {
    .enabled("this kernel refuses \(rung)") {
      Requirement.isEnforced || Rungs.of(probe()).contains(rung)
    }
  }

  /// Breakpoints in programs.
  static var requiresUprobes: Self {
    .requires("uprobe", of: Requirement.uprobe)
  }
}
