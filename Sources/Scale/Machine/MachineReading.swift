// SPDX-License-Identifier: Apache-2.0

import BPF
import Glibc
import Results

/// Reads what a document says of the machine.
package enum MachineReading {
  /// Looks at the running machine.
  ///
  /// - Parameters:
  ///   - rcuExpedited: Whether grace periods are cut short during the run.
  ///   - statisticsWereOn: Whether the kernel's statistics of BPF programs had been on before it.
  /// - Returns: The machine as the document has it.
  /// - Throws: `BPFError` where the programs in the kernel cannot be listed.
  package static func machine(rcuExpedited: Bool, statisticsWereOn: Bool) throws(BPFError) -> Machine {
    var system = utsname()
    unsafe uname(&system)
    return Machine(
      kernelRelease: identity.kernelRelease, kernelVersion: text(system.version),
      architecture: text(system.machine), cpuModel: identity.cpuModel,
      cpuCount: sysconf(Int32(_SC_NPROCESSORS_ONLN)), virtualization: virtualization,
      mitigations: mitigations, clockSource: clockSource,
      jit: Machine.JIT(
        enabled: number("/proc/sys/net/core/bpf_jit_enable") ?? 1 != 0,
        hardening: number("/proc/sys/net/core/bpf_jit_harden") ?? 0),
      hertz: hertz,
      otherPrograms: try ProgramInformation.allInKernel().map {
        Machine.OtherProgram(id: $0.identifier, type: $0.typeName, name: $0.name)
      },
      rcuExpedited: rcuExpedited, statisticsWereOn: statisticsWereOn,
      threadClockNanoseconds: Clocks.cost(of: CLOCK_THREAD_CPUTIME_ID),
      wallClockNanoseconds: Clocks.cost(of: CLOCK_MONOTONIC), loadAverage: loadAverage,
      residentBytesPeak: residentBytesPeak)
  }

  /// What tells one machine's figures from another's: `uname -r`, and the CPU's model.
  package static var identity: (kernelRelease: String, cpuModel: String) {
    var system = utsname()
    unsafe uname(&system)
    return (text(system.release), processor("model name") ?? "unknown")
  }

  /// The most memory this process has had resident, in bytes.
  package static var residentBytesPeak: UInt64 {
    let line = contents(of: "/proc/self/status")?.split(separator: "\n")
      .first { $0.hasPrefix("VmHWM:") }
    let kibibytes = line?.split(whereSeparator: \.isWhitespace).dropFirst().first
    return (kibibytes.flatMap { UInt64($0) } ?? 0) * 1024
  }

  private static func text<Characters>(_ field: Characters) -> String {
    unsafe withUnsafeBytes(of: field) {
      unsafe String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
    }
  }

  private static func number(_ path: String) -> Int? {
    contents(of: path).flatMap { Int($0.trimmed) }
  }

  private static func processor(_ field: String) -> String? {
    let line = contents(of: "/proc/cpuinfo")?.split(separator: "\n")
      .first { $0.hasPrefix(field) }
    return line?.split(separator: ":", maxSplits: 1).dropFirst().first.map { String($0).trimmed }
  }

  /// The maker of the virtual machine as its firmware says, or `nil` on bare metal.
  private static var virtualization: String? {
    guard processor("flags")?.split(separator: " ").contains("hypervisor") == true else {
      return nil
    }
    let maker = contents(of: "/sys/class/dmi/id/sys_vendor")?.trimmed ?? ""
    return maker.isEmpty ? "virtual machine" : maker
  }

  private static var mitigations: [String: String] {
    let folder = "/sys/devices/system/cpu/vulnerabilities"
    var result: [String: String] = [:]
    for name in names(in: folder) {
      result[name] = contents(of: "\(folder)/\(name)")?.trimmed
    }
    return result
  }

  private static var clockSource: String {
    contents(of: "/sys/devices/system/clocksource/clocksource0/current_clocksource")?.trimmed
      ?? "unknown"
  }

  /// Ticks a second: the coarse clock moves once a tick.
  private static var hertz: Int? {
    var resolution = timespec()
    guard unsafe clock_getres(CLOCK_MONOTONIC_COARSE, &resolution) == 0,
      resolution.tv_nsec > 0
    else { return nil }
    return Int((1e9 / Double(resolution.tv_nsec)).rounded())
  }

  private static var loadAverage: [Double] {
    (contents(of: "/proc/loadavg") ?? "").split(separator: " ").prefix(3).compactMap { Double($0) }
  }
}
