// SPDX-License-Identifier: Apache-2.0

/// A guest's machine, as QEMU builds it.
public struct GuestMachine: Hashable, Sendable {
  /// The purpose of the guest.
  public enum Flavour: String, Hashable, Codable, Sendable {
    /// Verdicts, at full speed on several CPUs.
    case verdicts
    /// One CPU whose clock counts executed instructions (`-icount shift=0,sleep=off`).
    case instructions
  }

  /// Who executes the guest's instructions.
  public enum Accelerator: String, Hashable, Codable, Sendable, CaseIterable {
    /// The CPU.
    case kvm
    /// QEMU's translator.
    case tcg
  }

  /// An empty NVMe disk, `/dev/nvme0n1` the first: reads give zeroes, writes are dropped.
  public struct Disk: Hashable, Sendable {
    /// Each request's added time; emulation takes about 1 ms a read under TCG by itself.
    public var latency: Duration
    /// The size in bytes.
    public var size: UInt64

    /// Describes a disk; 1 GiB without latency by default.
    public init(latency: Duration = .zero, size: UInt64 = 1 << 30) {
      self.latency = latency
      self.size = size
    }
  }

  /// The purpose of the guest.
  public var flavour: Flavour
  /// Who executes its instructions; instructions are counted under `tcg` only.
  public var accelerator: Accelerator
  /// CPUs; one where instructions are counted, as two hang at the start there.
  public var cpus: Int
  /// Memory in MiB.
  public var memoryMebibytes: Int
  /// Disks of known latency.
  public var disks: [Disk]
  /// Whether the guest unpacks the image, as a real machine does. It costs 1 to 2 s of CPU time
  /// under TCG, and a kernel can only be moved (KASLR) so.
  public var bootsPacked: Bool
  /// Whether the kernel moves itself (KASLR), for which it boots packed.
  public var randomisesLayout = false
  /// The only job, in the initramfs, after which the guest ends; `nil` to wait for jobs.
  public var preparedJob: String?
  /// More words for the kernel's command line; the last of contradicting ones counts.
  public var kernelParameters: [String]
  /// More words for QEMU's command line.
  public var emulatorArguments: [String]

  /// Describes a machine.
  public init(
    flavour: Flavour, accelerator: Accelerator = .tcg, cpus: Int = 2, memoryMebibytes: Int = 512,
    disks: [Disk] = [], bootsPacked: Bool = false, preparedJob: String? = nil,
    kernelParameters: [String] = [], emulatorArguments: [String] = []
  ) {
    self.flavour = flavour
    self.accelerator = flavour == .instructions ? .tcg : accelerator
    self.cpus = flavour == .instructions ? 1 : cpus
    self.memoryMebibytes = memoryMebibytes
    self.disks = disks
    self.bootsPacked = bootsPacked
    self.preparedJob = preparedJob
    self.kernelParameters = kernelParameters
    self.emulatorArguments = emulatorArguments
  }

  /// QEMU's arguments. The console is descriptor 3, the conversation descriptor 4.
  func arguments(kernel: Kernel, initramfs: String) -> [String] {
    var arguments = [
      "-nodefaults", "-no-user-config", "-display", "none", "-no-reboot",
      "-m", "\(memoryMebibytes)M",
      "-chardev", line("console", descriptor: 3), "-serial", "chardev:console",
      "-chardev", line("port", descriptor: 4), "-serial", "chardev:port",
      "-kernel",
      bootsPacked || randomisesLayout ? kernel.image : kernel.unpackedImage ?? kernel.image,
      "-initrd", initramfs,
      "-append", (commandLine + preparedJobWords).joined(separator: " "),
    ]
    arguments += processor
    for (index, disk) in disks.enumerated() { arguments += Self.drive(disk, index: index) }
    return arguments + emulatorArguments
  }

  private func line(_ name: String, descriptor: Int) -> String {
    preparedJob == nil
      ? "socket,id=\(name),fd=\(descriptor)" : "file,id=\(name),path=/dev/fd/\(descriptor)"
  }

  static let jobWord = "job="

  private var preparedJobWords: [String] {
    preparedJob.map { ["--", "\(Self.jobWord)\($0)"] } ?? []
  }

  private var processor: [String] {
    // Copies by words: TCG takes each byte of a `rep movsb` by itself.
    let wordwise = "max,-erms,-fsrm"
    return switch (flavour, accelerator) {
    case (.verdicts, .tcg):
      // One thread for all CPUs: with one each, a boot in forty hung or panicked at varying places
      // (QEMU 7.2), and none was faster.
      ["-machine", "q35", "-accel", "tcg,thread=single", "-cpu", wordwise, "-smp", "\(cpus)"]
    case (.verdicts, .kvm):
      ["-machine", "q35", "-accel", "kvm", "-cpu", "host", "-smp", "\(cpus)"]
    case (.instructions, _):
      [
        "-machine", "q35,hpet=off", "-accel", "tcg,thread=single",
        "-cpu", "\(wordwise),-rdrand,-rdseed",
        "-smp", "1", "-rtc", "base=2024-01-01,clock=vm", "-seed", "1",
        "-icount", "shift=0,sleep=off",
      ]
    }
  }

  private var commandLine: [String] {
    // Level 5 keeps warnings, unlike `quiet`. Tests of ciphers take a quarter of a boot under TCG.
    let both =
      [
        "console=ttyS0", "loglevel=5", "panic=-1", "rdinit=/init", "mitigations=off",
        "tsc=reliable", "cryptomgr.notests=1",
      ] + (randomisesLayout ? [] : ["nokaslr"])
    switch flavour {
    case .verdicts:
      // On a busy host the timer's interrupts come too late for the kernel's check, and it panics:
      // "IO-APIC + timer doesn't work!".
      return both + ["no_timer_check"] + kernelParameters
    case .instructions:
      return both + [
        "norandmaps", "random.trust_cpu=off", "clocksource=tsc", "no_timer_check",
        "rcupdate.rcu_expedited=1", "nowatchdog", "audit=0",
        // It looks for noise in a clock without any, for 130 million instructions.
        "initcall_blacklist=jent_mod_init",
        // Calibrating the local timer spins for half of a boot. One CPU does with the old timer;
        // counts outside of ticks are the same.
        "nolapic_timer",
      ] + kernelParameters
    }
  }

  private static func drive(_ disk: Disk, index: Int) -> [String] {
    let (seconds, attoseconds) = disk.latency.components
    let nanoseconds = seconds * 1_000_000_000 + attoseconds / 1_000_000_000
    return [
      "-blockdev",
      "driver=null-co,node-name=d\(index),size=\(disk.size),"
        + "latency-ns=\(nanoseconds),read-zeroes=on",
      "-device", "nvme,drive=d\(index),serial=tare\(index)",
    ]
  }
}
