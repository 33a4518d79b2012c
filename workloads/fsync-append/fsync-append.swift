// SPDX-License-Identifier: Apache-2.0

extension Workload {
  /// Appends 4 KiB to a journal and syncs it.
  public static let fsyncAppend = Workload(
    name: "fsync-append",
    summary: "a small service: append 4 KiB to a file and fdatasync it",
    program: Program(executable: "fsync-append", companions: ["odd-files"]),
    unit: "append and fsync", principalKind: .fileSync,
    kinds: [.fileWrite, .fileSync, .systemCall], needsDirectory: true)
}
