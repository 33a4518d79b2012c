// SPDX-License-Identifier: Apache-2.0

extension Workload {
  /// Reads random blocks past the page cache.
  public static let blockRead = Workload(
    name: "block-read",
    summary: "read random blocks of 4 KiB from the disk, past the page cache",
    program: Program(executable: "block-read"),
    unit: "read", principalKind: .blockRead, kinds: [.blockRead, .fileRead, .systemCall],
    needsDirectory: true)

  /// Reads one block of a file past the page cache: all reads are alike.
  public static let fileRead = Workload(
    name: "file-read",
    summary: "read one block of a file from the disk again and again, past the page cache",
    program: Program(executable: "block-read", arguments: ["--size=1M", "--span=4K"]),
    unit: "read", principalKind: .fileRead, kinds: [.blockRead, .fileRead, .systemCall],
    needsDirectory: true)
}
