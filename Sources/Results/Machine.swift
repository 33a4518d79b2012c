// SPDX-License-Identifier: Apache-2.0

/// The machine, as it was when the sitting began.
public struct Machine: Codable, Hashable, Sendable {
  /// The kernel's BPF compiler.
  public struct JIT: Codable, Hashable, Sendable {
    /// Whether programs are compiled rather than interpreted.
    public var enabled: Bool
    /// `net.core.bpf_jit_harden`: 0 off, 1 for unprivileged programs, 2 for all.
    public var hardening: Int

    /// Makes a description of the compiler.
    public init(enabled: Bool, hardening: Int) {
      self.enabled = enabled
      self.hardening = hardening
    }
  }

  /// A BPF program that somebody else had loaded.
  public struct OtherProgram: Codable, Hashable, Sendable {
    /// The kernel's id of it.
    public var id: UInt32
    /// Its type, for example `kprobe`.
    public var type: String
    /// Its name, which may be empty.
    public var name: String

    /// Makes a description of a program.
    public init(id: UInt32, type: String, name: String) {
      self.id = id
      self.type = type
      self.name = name
    }
  }

  /// `uname -r`.
  public var kernelRelease: String
  /// `uname -v`: the build.
  public var kernelVersion: String
  /// `uname -m`, for example `x86_64`.
  public var architecture: String
  /// The model as `/proc/cpuinfo` has it.
  public var cpuModel: String
  /// CPUs online.
  public var cpuCount: Int
  /// The hypervisor; `nil` on bare metal.
  public var virtualization: String?
  /// `/sys/devices/system/cpu/vulnerabilities`: the file's name and what it says.
  public var mitigations: [String: String]
  /// The kernel's clock source, for example `tsc`.
  public var clockSource: String
  /// The BPF compiler.
  public var jit: JIT
  /// Timer ticks a second; `nil` where the kernel does not say.
  public var hertz: Int?
  /// BPF programs that were loaded already.
  public var otherPrograms: [OtherProgram]
  /// Whether `/sys/kernel/rcu_expedited` was set for the run, and put back after it.
  public var rcuExpedited: Bool
  /// Whether `kernel.bpf_stats_enabled` was on when the sitting began.
  public var statisticsWereOn: Bool
  /// The cost of reading the thread's CPU clock once, in ns.
  public var threadClockNanoseconds: Double
  /// The cost of reading the wall clock once, in ns.
  public var wallClockNanoseconds: Double
  /// Over 1, 5 and 15 minutes, when the sitting began.
  public var loadAverage: [Double]
  /// The most memory that tare itself held, in bytes.
  public var residentBytesPeak: UInt64

  /// Makes a description of a machine.
  public init(
    kernelRelease: String, kernelVersion: String, architecture: String, cpuModel: String,
    cpuCount: Int, virtualization: String?, mitigations: [String: String], clockSource: String,
    jit: JIT, hertz: Int?, otherPrograms: [OtherProgram], rcuExpedited: Bool,
    statisticsWereOn: Bool, threadClockNanoseconds: Double, wallClockNanoseconds: Double,
    loadAverage: [Double], residentBytesPeak: UInt64
  ) {
    self.kernelRelease = kernelRelease
    self.kernelVersion = kernelVersion
    self.architecture = architecture
    self.cpuModel = cpuModel
    self.cpuCount = cpuCount
    self.virtualization = virtualization
    self.mitigations = mitigations
    self.clockSource = clockSource
    self.jit = jit
    self.hertz = hertz
    self.otherPrograms = otherPrograms
    self.rcuExpedited = rcuExpedited
    self.statisticsWereOn = statisticsWereOn
    self.threadClockNanoseconds = threadClockNanoseconds
    self.wallClockNanoseconds = wallClockNanoseconds
    self.loadAverage = loadAverage
    self.residentBytesPeak = residentBytesPeak
  }
}
