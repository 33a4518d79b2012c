// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

/// A condition without which a test says nothing. Where it does not hold, the test is skipped with the reason;
/// under `TARE_REQUIRE_ALL=1` it runs all the same and fails, since the machine that sets it has everything.
enum Requirement {
  static let isEnforced = ProcessInfo.processInfo.environment["TARE_REQUIRE_ALL"] == "1"

  static var isRoot: Bool { geteuid() == 0 }
}

extension Trait where Self == ConditionTrait {
  /// Loading BPF programs needs privileges.
  static var requiresRoot: Self {
    .enabled(
      if: Requirement.isRoot || Requirement.isEnforced,
      "loads BPF programs, which needs root: run sudo bin/test")
  }
}
