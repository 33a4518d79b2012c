// SPDX-License-Identifier: Apache-2.0

import BPF
import CProbeRecords
import ProbeObjects

/// Which reads, writes, opens and fsyncs of files on ext4 take long.
///
/// The first two rungs time ext4's own functions, whoever calls them. The others time system calls
/// (read, write and their kin, sendfile, splice, copy_file_range, sync_file_range and whatever
/// opens) and ext4's tracepoints for fsyncs, and io_uring's for what is asked of it. They do not
/// see mapped files, libaio or 32-bit programs but for their fsyncs.
public struct Ext4slower: FilteredProbe {
  /// Whose operations are reported.
  public var filter: ProbeFilter
  /// Only operations that took at least this long are reported; zero means every one.
  public var threshold: Duration

  /// The probe, reporting what took at least `threshold`.
  public init(filter: ProbeFilter = ProbeFilter(), threshold: Duration = .milliseconds(10)) {
    self.filter = filter
    self.threshold = threshold
  }

  /// The compiled programs of all rungs.
  public var object: ProbeObject { .ext4slower }

  /// Counted by CPU.
  public var losses: LossCount { .drops }

  /// `fentry` with `fexit`, then `kprobe` with `kretprobe`, on ext4's functions; then `tp_btf`,
  /// then raw tracepoints, on the entry and return of every system call and of ext4's fsyncs.
  public var ladder: [Rung] {
    let ring = Rung.Extra("reads, writes and opens by io_uring", RingTracepoints.placements)
    // Returns first: then no entry that was seen lacks its return.
    return [
      Rung(
        "fentry",
        Self.functions.map { .init("\($0.program)_fexit", at: .fexit($0.function)) }
          + Self.functions.map { .init("\($0.program)_fentry", at: .fentry($0.function)) },
        runsPerEvent: 2),
      Rung(
        "kprobe",
        Self.functions.map { .init("\($0.program)_kretprobe", at: .kretprobe($0.function)) }
          + Self.functions.map { .init("\($0.program)_kprobe", at: .kprobe($0.function)) },
        runsPerEvent: 2),
      Rung(
        "tp_btf",
        [
          .init("exit_btf", at: .tpBTF("sys_exit")),
          .init("sync_exit_btf", at: .tpBTF("ext4_sync_file_exit")),
          .init("enter_btf", at: .tpBTF("sys_enter")),
          .init("sync_enter_btf", at: .tpBTF("ext4_sync_file_enter")),
        ], runsPerEvent: 2, extras: [ring]),
      Rung(
        "raw_tracepoint",
        [
          .init("exit_raw", at: .rawTracepoint("sys_exit")),
          .init("sync_exit_raw", at: .rawTracepoint("ext4_sync_file_exit")),
          .init("enter_raw", at: .rawTracepoint("sys_enter")),
          .init("sync_enter_raw", at: .rawTracepoint("ext4_sync_file_enter")),
        ], runsPerEvent: 2, extras: [ring]),
    ]
  }

  private static let functions = [
    (program: "read", function: "ext4_file_read_iter"),
    (program: "write", function: "ext4_file_write_iter"),
    (program: "open", function: "ext4_file_open"),
    (program: "fsync", function: "ext4_sync_file"),
  ]

  /// Operations that have not returned.
  public var unfinished: [UnfinishedMap] { .started + [.entries("ring_files")] }

  /// Writes the options into the object.
  public func configure(_ object: borrowing OpenObject) throws(BPFError) {
    let (seconds, attoseconds) = threshold.components
    let nanoseconds = max(0, seconds * 1_000_000_000 + attoseconds / 1_000_000_000)
    let settings = ext4slower_settings(
      filter: try filter.settings(), threshold_ns: UInt64(nanoseconds))
    try object.setConstants(bytes(of: settings))
  }
}
