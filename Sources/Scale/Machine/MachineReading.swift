// SPDX-License-Identifier: Apache-2.0

import BPF
import Glibc
import Results
import System

/// Reads the facts of the machine for a document.
package enum MachineReading {
  /// Reads the running machine.
  package static func machine(
    rcuExpedited: Bool, statisticsWereOn: Bool
  ) throws(BPFError) -> Machine {
    let system = SystemName()
    return Machine(
      kernelRelease: system.release, kernelVersion: system.version, architecture: system.machine,
      cpuModel: identity.cpuModel, cpuCount: sysconf(Int32(_SC_NPROCESSORS_ONLN)),
      virtualization: virtualization, mitigations: mitigations, clockSource: clockSource,
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

  /// The key of a machine's figures: `uname -r`, and the CPU's model.
  package static var identity: (kernelRelease: String, cpuModel: String) {
    (SystemName().release, ProcFiles.processor("model name") ?? "unknown")
  }

  /// The peak resident memory of this process in bytes.
  package static var residentBytesPeak: UInt64 { ProcFiles.residentBytesPeak() ?? 0 }

  private static func number(_ path: String) -> Int? {
    File.text(of: path).flatMap { Int($0.trimmed) }
  }

  /// The maker of the virtual machine as its firmware says, or `nil` on bare metal.
  private static var virtualization: String? {
    guard ProcFiles.processor("flags")?.split(separator: " ").contains("hypervisor") == true else {
      return nil
    }
    let maker = File.text(of: "/sys/class/dmi/id/sys_vendor")?.trimmed ?? ""
    return maker.isEmpty ? "virtual machine" : maker
  }

  private static var mitigations: [String: String] {
    let folder = "/sys/devices/system/cpu/vulnerabilities"
    var result: [String: String] = [:]
    for name in Folder.names(in: folder) {
      result[name] = File.text(of: "\(folder)/\(name)")?.trimmed
    }
    return result
  }

  private static var clockSource: String {
    File.text(of: "/sys/devices/system/clocksource/clocksource0/current_clocksource")?.trimmed
      ?? "unknown"
  }

  /// Ticks per second: the coarse clock moves once a tick.
  private static var hertz: Int? {
    var resolution = timespec()
    guard unsafe clock_getres(CLOCK_MONOTONIC_COARSE, &resolution) == 0, resolution.tv_nsec > 0
    else { return nil }
    return Int((1e9 / Double(resolution.tv_nsec)).rounded())
  }

  private static var loadAverage: [Double] {
    (File.text(of: "/proc/loadavg") ?? "").split(separator: " ").prefix(3).compactMap { Double($0) }
  }
}
