// SPDX-License-Identifier: Apache-2.0

import Glibc

/// What the running kernel calls itself: uname(2).
package struct SystemName {
  /// `uname -r`.
  package let release: String
  /// `uname -v`.
  package let version: String
  /// `uname -m`.
  package let machine: String

  package init() {
    var system = utsname()
    unsafe uname(&system)
    release = Self.text(system.release)
    version = Self.text(system.version)
    machine = Self.text(system.machine)
  }

  private static func text<Characters>(_ field: Characters) -> String {
    unsafe withUnsafeBytes(of: field) {
      unsafe String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
    }
  }
}
