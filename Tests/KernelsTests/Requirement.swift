// SPDX-License-Identifier: Apache-2.0

import Glibc

@testable import Kernels

/// What a test needs of the machine. With TARE_REQUIRE_ALL=1 a test that lacks it runs, and fails.
enum Requirement {
  static var all: Bool { unsafe getenv("TARE_REQUIRE_ALL") != nil }

  static func tool(_ name: String) -> Bool {
    all || (try? ExternalCommand(name: name, package: name).path()) != nil
  }

  static var root: Bool { all || geteuid() == 0 }
}
