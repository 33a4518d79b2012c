// SPDX-License-Identifier: Apache-2.0

extension Workload {
  /// Appends to a journal and syncs it beside a neighbour that keeps the disk busy.
  public static let noisyWriter = Workload(
    name: "noisy-writer",
    summary: "the same service, while a neighbour rewrites a large file in bursts",
    program: Program(executable: "fsync-append"),
    unit: "append and fsync", principalKind: .fileSync,
    kinds: [.fileWrite, .fileSync, .systemCall],
    neighbour: Program(executable: "noisy-writer"), needsDirectory: true)
}
