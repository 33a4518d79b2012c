// SPDX-License-Identifier: Apache-2.0

import BPF
import CProbeRecords
import ProbeObjects

/// Which process opens which file, and what came of it.
public struct Opensnoop: Probe {
  /// The name on the command line.
  public static let name = "opensnoop"

  /// Whether each event carries the time at which it returned, which takes a reading of the clock.
  public var withTime: Bool

  /// The probe.
  public init(withTime: Bool = false) {
    self.withTime = withTime
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
        ]),
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
    try object.setConstants(bytes(of: opensnoop_settings(with_time: withTime ? 1 : 0)))
  }
}
