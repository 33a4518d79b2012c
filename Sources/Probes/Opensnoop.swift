// SPDX-License-Identifier: Apache-2.0

import BPF
import CProbeRecords
import ProbeObjects

/// Which process opens which file, and what came of it.
public struct Opensnoop: FilteredProbe {
  /// The name on the command line.
  public static let name = "opensnoop"

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

  /// `fexit`, then `kprobe` with `kretprobe`, on the function behind all three system calls; then the
  /// tracepoints on their returns.
  public var ladder: [Rung] {
    let function = "do_sys_openat2"
    return [
      Rung("fexit", [.init("open_fexit", at: .fexit(function))]),
      Rung(
        "kprobe",
        [
          .init("open_kprobe", at: .kprobe(function)),
          .init("open_kretprobe", at: .kretprobe(function)),
        ], runsPerEvent: 2),
      Rung(
        "tracepoint",
        ["open", "openat", "openat2"].map { call in
          .init("\(call)_exit", at: .tracepoint(category: "syscalls", event: "sys_exit_\(call)"))
        }),
      Rung("tp_btf", [.init("any_exit", at: .tpBTF("sys_exit"))]),
    ]
  }

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
