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
    program: Program(executable: "open-storm", companions: ["odd-files"]),
    unit: "open", principalKind: .open, kinds: [.open, .openFailed, .systemCall])

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

  /// Executes a tiny static program and reaps it.
  public static let execStorm = Workload(
    name: "exec-storm",
    summary: "execute a tiny static program and wait for its end",
    program: Program(executable: "exec-storm", companions: ["exec-target"]),
    unit: "exec", principalKind: .exec, kinds: [.exec, .systemCall])

  /// Appends 4 KiB to a journal and syncs it.
  public static let fsyncAppend = Workload(
    name: "fsync-append",
    summary: "a small service: append 4 KiB to a file and fdatasync it",
    program: Program(executable: "fsync-append", companions: ["odd-files"]),
    unit: "append and fsync", principalKind: .fileSync,
    kinds: [.fileWrite, .fileSync, .systemCall], needsDirectory: true)

  /// The same service beside a neighbour that keeps the disk busy.
  public static let noisyWriter = Workload(
    name: "noisy-writer",
    summary: "the same service, while a neighbour rewrites a large file in bursts",
    program: Program(executable: "fsync-append"),
    unit: "append and fsync", principalKind: .fileSync,
    kinds: [.fileWrite, .fileSync, .systemCall],
    neighbour: Program(executable: "noisy-writer"), needsDirectory: true)

  /// Calls an empty function.
  public static let callStorm = Workload(
    name: "call-storm",
    summary: "call an empty function, tare_call_storm_target, for uprobes",
    program: Program(executable: "call-storm"),
    unit: "call", principalKind: .call, kinds: [.call])

  /// Calls the function and its twin in turns, a slice each, the function first.
  public static let callTwins = Workload(
    name: "call-twins",
    summary: "call the function and its equal twin in turns, a slice each",
    program: Program(executable: "call-storm", arguments: ["--site=alternating"]),
    unit: "call", principalKind: .call, kinds: [.call, .twinCall])

  /// Hands a token to another thread on the same CPU and back.
  public static let pingPong = Workload(
    name: "ping-pong",
    summary: "two threads on one CPU hand a token to and fro",
    program: Program(executable: "ping-pong"),
    unit: "round trip", principalKind: .runQueueWait, kinds: [.runQueueWait, .block, .systemCall])

  /// Sleeps for half a millisecond.
  public static let nap = Workload(
    name: "nap",
    summary: "sleep for half a millisecond, in tare_nap_site",
    program: Program(executable: "nap"),
    unit: "nap", principalKind: .block, kinds: [.block, .nap, .runQueueWait, .systemCall])

  /// The least time that a sleep of ``nap`` takes, in nanoseconds.
  public static let napNanoseconds: UInt64 = 500_000

  /// Every workload that comes with tare.
  public static let all: [Workload] = [
    syscallStorm, openStorm, execStorm, blockRead, fileRead, fsyncAppend, noisyWriter, callStorm,
    callTwins, pingPong, nap,
  ]

  /// The argument vector of each program that ``execStorm`` executes; its path is the subject.
  public static let execArguments = ["exec-target", "plain", "two words"]

  /// What follows the path in a failing open of ``openStorm`` or exec of ``execStorm``.
  public static let absentSuffix = ".absent"

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
