// SPDX-License-Identifier: Apache-2.0

extension Workload {
  /// Opens a file that is there, and every tenth time one that is not.
  public static let openStorm = Workload(
    name: "open-storm",
    summary: "open and close a file; every tenth open fails",
    program: Program(executable: "open-storm", companions: ["odd-files"]),
    unit: "open", principalKind: .open, kinds: [.open, .openFailed, .systemCall])

  /// What follows the path in a failing open of ``openStorm`` or exec of ``execStorm``.
  public static let absentSuffix = ".absent"
}
