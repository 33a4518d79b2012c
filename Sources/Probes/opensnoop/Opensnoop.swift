// SPDX-License-Identifier: Apache-2.0

import BPF
import CProbeRecords
import ProbeObjects

/// Which process opens which file, and what came of it.
public struct Opensnoop: FilteredProbe {
  /// Whose opens are reported.
  public var filter: ProbeFilter
  /// Whether each event carries the time at which it returned, which takes a reading of the clock.
  public var withTime: Bool
  /// Whether each relative path comes with the directory that it begins in.
  public var withDirectory: Bool
  /// Whether only opens that failed are reported.
  public var failedOnly: Bool
  /// Only opens that asked for one of these are reported; all where there are none.
  public var flags: [OpenFlag]

  /// The probe.
  public init(
    filter: ProbeFilter = ProbeFilter(), withTime: Bool = false, withDirectory: Bool = false,
    failedOnly: Bool = false, flags: [OpenFlag] = []
  ) {
    self.filter = filter
    self.withTime = withTime
    self.withDirectory = withDirectory
    self.failedOnly = failedOnly
    self.flags = flags
  }

  /// The compiled programs of all rungs.
  public var object: ProbeObject { .opensnoop }

  /// Counted by CPU.
  public var losses: LossCount { .drops }

  /// `fexit`, then `kprobe` with `kretprobe`, on the function behind open, creat, openat and
  /// openat2; then the tracepoints on their returns.
  ///
  /// open_by_handle_at has a function of its own. Opens by io_uring have no function whose name and
  /// shape last, and are seen by io_uring's own tracepoints on each rung.
  public var ladder: [Rung] {
    let function = "do_sys_openat2", handleFunction = "do_handle_open"
    func extras(_ byHandle: [Rung.Placement] = []) -> [Rung.Extra] {
      let ring = Rung.Extra("opens by io_uring", RingTracepoints.placements)
      return byHandle.isEmpty ? [ring] : [.init("opens by handle", byHandle), ring]
    }
    func returns(_ calls: [String]) -> [Rung.Placement] {
      calls.map { call in
        .init("\(call)_exit", at: .tracepoint(category: "syscalls", event: "sys_exit_\(call)"))
      }
    }
    return [
      Rung(
        "fexit", [.init("open_fexit", at: .fexit(function))],
        extras: extras([.init("handle_fexit", at: .fexit(handleFunction))])),
      Rung(
        "kprobe",
        [
          .init("open_kprobe", at: .kprobe(function)),
          .init("open_kretprobe", at: .kretprobe(function)),
        ], runsPerEvent: 2,
        extras: extras([
          .init("handle_kretprobe", at: .kretprobe(handleFunction)),
          .init("handle_kprobe", at: .kprobe(handleFunction)),
        ])),
      Rung(
        "tracepoint", returns(["open", "openat", "openat2"]),
        extras: [.init("opens by creat", returns(["creat"]))]
          + extras(returns(["open_by_handle_at"]))),
      Rung("tp_btf", [.init("any_exit", at: .tpBTF("sys_exit"))], extras: extras()),
    ]
  }

  /// Opens that have not returned.
  public var unfinished: [UnfinishedMap] { [.entries("running"), .entries("ring_opens")] }

  /// Writes the options into the object.
  public func configure(_ object: borrowing OpenObject) throws(BPFError) {
    let settings = opensnoop_settings(
      filter: try filter.settings(), with_time: withTime ? 1 : 0,
      with_directory: withDirectory ? 1 : 0, failed_only: failedOnly ? 1 : 0,
      flags: flags.reduce(0) { $0 | $1.mask }, access: flags.reduce(0) { $0 | $1.accessMask },
      padding: 0)
    try object.setConstants(bytes(of: settings))
  }
}
