// SPDX-License-Identifier: Apache-2.0

import Results

/// Documents of `tare features` with everything that can be in one.
enum SampleFeatures {
  static func document(_ kernels: KernelFeatures...) -> FeaturesDocument {
    FeaturesDocument(
      tareVersion: "0.1.0", startedAt: "2026-01-31T12:00:00Z", command: ["tare", "features"],
      kernels: kernels)
  }

  private static func kernel(_ release: String, missing: [String] = []) -> KernelFeatures {
    KernelFeatures(
      release: release, build: "#1 SMP", architecture: "x86_64", origin: "this machine",
      elapsedSeconds: 1.6, missingCapabilities: missing)
  }

  private static let refused = "load: Operation not permitted"

  /// A kernel that refuses fentry by policy and kprobes for want of them.
  static var refusing: KernelFeatures {
    var kernel = kernel("6.18.44")
    kernel.probes = [
      .init(
        probe: "opensnoop", takes: "tracepoint",
        rungs: [
          Feature("fexit", .no, reason: refused),
          Feature("kprobe", .no, reason: "attach: No such file or directory"),
          Feature("tracepoint", .yes, detail: "attached"), Feature("tp_btf", .yes),
        ]),
      .init(
        probe: "biolatency", takes: nil,
        rungs: [
          Feature("tp_btf", .no, reason: refused),
          Feature("raw_tracepoint", .unknown, reason: "the kernel gave no answer within 20 s"),
        ]),
      .init(probe: "hopeless", takes: nil, rungs: [Feature("fentry", .no, reason: refused)]),
    ]
    kernel.hooks = hooks
    kernel.programTypes = [
      Feature("kprobe", .yes), Feature("tracepoint", .yes),
      Feature("tracing (fentry)", .no, reason: refused),
      Feature("tracing (fexit)", .no, reason: refused),
    ]
    kernel.mapTypes = [
      Feature("array", .yes), Feature("arena", .no, reason: "make: Invalid argument"),
    ]
    kernel.helpers = helpers
    kernel.targets = targets
    kernel.fields = fields
    kernel.settings = settings
    return kernel
  }

  private static let hooks = [
    Feature("tracepoint", .yes, detail: "fired at raw_syscalls/sys_enter"),
    Feature(
      "fentry", .no, reason: refused,
      hints: [
        .init(source: "libbpf_probe_bpf_prog_type(tracing)", value: "cannot tell", says: nil),
        .init(source: "CONFIG_DYNAMIC_FTRACE_WITH_DIRECT_CALLS", value: "y", says: true),
      ]),
    Feature(
      "kprobe", .no, reason: "attach: No such file or directory",
      hints: [
        .init(source: "libbpf_probe_bpf_prog_type(kprobe)", value: "yes", says: true),
        .init(source: "CONFIG_KPROBES", value: "not set", says: false),
      ]),
    Feature("iter", .no, reason: "attached to the list of tasks, did not fire"),
    Feature("uprobe", .unknown, reason: "the kernel gave no answer within 20 s"),
  ]

  private static let helpers = [
    Feature("bpf_ktime_get_ns", .yes, kind: "kprobe"),
    Feature("bpf_ktime_get_ns", .yes, kind: "tracepoint"),
    Feature("bpf_d_path", .no, reason: "unknown func bpf_d_path#147", kind: "kprobe"),
    Feature(
      "bpf_ktime_get_ns", .unknown,
      reason: "the kernel refuses every fentry program: Operation not permitted", kind: "fentry"),
  ]

  private static let denied = "/sys/kernel/tracing/available_filter_functions: not permitted"

  private static let targets = [
    Feature(
      "block/block_rq_issue", .yes,
      detail:
        "{dev_t dev, sector_t sector, unsigned int nr_sector, unsigned int bytes, char rwbs[10]}",
      kind: "tracepoint", facts: [.init("present", .yes)]),
    Feature(
      "do_sys_openat2", .yes, detail: "int (int dfd, const char *filename, struct open_how *how)",
      kind: "fexit, kprobe",
      facts: [
        .init("present", .yes), .init("whole", .yes), .init("traceable", .unknown, reason: denied),
      ]),
    Feature(
      "finish_task_switch", .no,
      reason: "there is finish_task_switch.isra.0 alone: its arguments were changed",
      kind: "kprobe",
      facts: [.init("present", .no), .init("traceable", .unknown, reason: denied)]),
  ]

  private static let fields = [
    Feature("kuid_t", .yes, detail: "kuid_t"),
    Feature("task_struct.pid", .yes, detail: "pid_t"),
    Feature("task_struct.pid", .yes, detail: "pid_t", kind: "flavour common"),
    Feature("task_struct.thread_info.status", .yes, detail: "u32"),
    Feature(
      "request.rq_disk", .no, reason: "struct request has no member rq_disk", kind: "flavour old",
      isOptional: true),
    Feature("request.nonsense", .no, reason: "struct request has no member nonsense"),
  ]

  private static let settings = [
    Feature("net.core.bpf_jit_enable", .yes, detail: "1: programs are compiled"),
    Feature("net.core.bpf_jit_harden", .no, detail: "0: no program is hardened"),
    Feature(
      "lockdown", .unknown, reason: "/sys/kernel/security/lockdown: no such file or directory"),
    Feature("CONFIG_BPF_JIT", .yes, detail: "y"), Feature("CONFIG_NET", .yes, detail: "m"),
    Feature("CONFIG_KPROBES", .no, detail: "not set"),
  ]

  /// What a user without privileges is told.
  static var unprivileged: KernelFeatures {
    let reason = "it takes CAP_BPF and CAP_PERFMON, which this process does not have"
    var kernel = kernel("6.18.44", missing: ["CAP_BPF", "CAP_PERFMON"])
    kernel.probes = ["syscount", "opensnoop"].map { probe in
      .init(probe: probe, takes: nil, rungs: [Feature("tp_btf", .unknown, reason: reason)])
    }
    kernel.hooks = ["tp_btf", "fentry"].map { Feature($0, .unknown, reason: reason) }
    kernel.helpers = ["fentry", "kprobe"].map {
      Feature("bpf_ktime_get_ns", .unknown, reason: reason, kind: $0)
    }
    kernel.fields = [Feature("task_struct.pid", .yes, detail: "pid_t")]
    return kernel
  }

  /// A user's object.
  static var object: KernelFeatures {
    var kernel = kernel("6.18.44")
    kernel.object = "mine.bpf.o"
    kernel.programs = [
      Feature("open_it", .yes, detail: "loaded", kind: "kprobe/vfs_read"),
      Feature("a_program_of_a_long_name", .no, reason: refused, kind: "fentry/vfs_read"),
    ]
    return kernel
  }

  /// A guest that died.
  static var dead: KernelFeatures {
    KernelFeatures(
      release: "5.10", build: "", architecture: "x86_64", origin: "linux-image 5.10.1",
      failure: "the guest's kernel panicked: Kernel panic - not syncing: \u{1B}[2Jout of memory")
  }
}
