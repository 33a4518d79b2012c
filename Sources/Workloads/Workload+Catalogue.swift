// SPDX-License-Identifier: Apache-2.0

extension Workload {
  /// Calls `getppid` again and again.
  public static let syscallStorm = Workload(
    name: "syscall-storm",
    summary: "the cheapest system call, getppid",
    program: Program(executable: "syscall-storm"),
    unit: "system call", principalKind: .systemCall, kinds: [.systemCall])

  /// Opens a file that is there, and every tenth time one that is not.
  public static let openStorm = Workload(
    name: "open-storm",
    summary: "open and close a file; every tenth open fails",
    program: Program(executable: "open-storm"),
    unit: "open", principalKind: .open, kinds: [.open, .openFailed, .systemCall])

  /// Reads random blocks past the page cache.
  public static let blockRead = Workload(
    name: "block-read",
    summary: "read random blocks of 4 KiB from the disk, past the page cache",
    program: Program(executable: "block-read"),
    unit: "read", principalKind: .blockRead, kinds: [.blockRead, .fileRead, .systemCall],
    needsDirectory: true)

  /// Every workload that comes with tare.
  public static let all: [Workload] = [
    syscallStorm, openStorm, blockRead,
  ]

  /// The workload called `argument`.
  ///
  /// - Throws: `WorkloadError.unknown`, which lists those there are.
  public init(argument: String) throws(WorkloadError) {
    guard let found = Workload.all.first(where: { $0.name == argument }) else {
      throw .unknown(name: argument, known: Workload.all.map(\.name))
    }
    self = found
  }
}
