// SPDX-License-Identifier: Apache-2.0

import Probes
import Workloads

extension WeighedProbe {
  /// The probes that `tare measure` weighs, in the order of its table.
  public static let all: [WeighedProbe] = [
    WeighedProbe(
      counting: Syscount(), workload: "syscall-storm", watched: [.systemCall],
      watchesEverySystemCall: true
    ) { SyscallWitness($0) },
    WeighedProbe(
      streaming: Opensnoop(), workload: "open-storm", watched: [.open, .openFailed]
    ) { OpenWitness($0) },
    WeighedProbe(
      streaming: Execsnoop(), workload: "exec-storm", watched: [.exec]
    ) { ExecWitness($0) },
    WeighedProbe(
      counting: Biolatency(), workload: "block-read", watched: [.blockRead]
    ) { _ in BlockWitness() },
    WeighedProbe(
      streaming: Ext4slower(threshold: .zero), options: ["min": "0 ms"], workload: "fsync-append",
      inGuests: "file-read", watched: [.fileRead, .fileWrite, .fileSync]
    ) { FileWitness($0) },
    WeighedProbe(
      streaming: Biosnoop(), workload: "block-read", watched: [.blockRead]
    ) { BlockEventWitness($0) },
    WeighedProbe(
      counting: Runqlat(by: .thread), options: ["by": "thread"], workload: "ping-pong",
      watched: [.runQueueWait]
    ) { RunQueueWitness($0) },
    WeighedProbe(
      counting: Offcputime(), workload: "nap",
      onTheClock: .init(workload: "ping-pong") { BlockedWitness($0, at: .token) },
      watched: [.block]
    ) { BlockedWitness($0, at: .nap) },
    // In the kernel, the system call of each nap; in a program, a function that does nothing.
    WeighedProbe(
      counting: Funclatency(
        .kernel(["__x64_sys_clock_nanosleep"]), filter: ProbeFilter(comm: Array("nap".utf8))),
      options: ["function": "__x64_sys_clock_nanosleep", "comm": "nap"], workload: "nap",
      watched: [.nap]
    ) { _ in FunctionWitness(.nap, least: Workload.napNanoseconds) },
    userFunction(of: pathOfCallStorm),
  ]

  /// Counts the calls that `call-storm` makes.
  ///
  /// - Parameter path: Where its program is.
  /// - Returns: The probe.
  static func userFunction(of path: String) -> WeighedProbe {
    WeighedProbe(
      counting: Funclatency(
        .program(path: path, [functionOfCallStorm]),
        filter: ProbeFilter(comm: Array("call-storm".utf8))),
      variant: "user", options: ["function": functionOfCallStorm, "comm": "call-storm"],
      workload: "call-storm", watched: [.call]
    ) { _ in FunctionWitness(.call, least: 1) }
  }

  /// The function that `call-storm` calls.
  static let functionOfCallStorm = "tare_call_storm_target"

  /// Beside the running program or, in a guest, where programs are.
  static var pathOfCallStorm: String {
    for folder in [nil, "/bin"] as [String?] {
      do throws(WorkloadError) { return try ExecutableFolder(folder).find("call-storm") } catch {
        // The next folder; where it is in none, attaching says so.
      }
    }
    return "call-storm"
  }
}
