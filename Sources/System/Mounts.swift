// SPDX-License-Identifier: Apache-2.0

/// The table of what is mounted where, `/proc/self/mounts`.
package enum Mounts {
  /// Where file systems of a type are mounted.
  package static func places(
    of type: String, in table: String = File.text(of: "/proc/self/mounts") ?? ""
  ) -> [String] {
    let mounts = table.split(separator: "\n").map { $0.split(separator: " ") }
    return mounts.filter { $0.count > 2 && $0[2] == type }.map { String($0[1]) }
  }
}
