// SPDX-License-Identifier: Apache-2.0

internal import Glibc
internal import System

/// The executor of guests' instructions, this CPU or QEMU's translator, and the reason.
public struct Acceleration: Hashable, Codable, Sendable {
  /// Who executes the guests' instructions.
  public var accelerator: GuestMachine.Accelerator
  /// Why not the CPU, or how KVM was proved.
  public var reason: String

  /// The user's choice.
  public static func forced(_ accelerator: GuestMachine.Accelerator) -> Acceleration {
    Acceleration(accelerator: accelerator, reason: "forced")
  }
}

extension KernelStore {
  /// Proves KVM by booting a guest to its first line: a device that opens proves nothing.
  ///
  /// The cache keeps the answer for this machine, its kernel and its version of QEMU.
  /// - Parameters:
  ///   - kernel: What to boot for it.
  ///   - initramfs: The path of its initramfs.
  ///   - deadline: How long the guest may take to its first line; 10 s is ten times what KVM needs.
  /// - Returns: The answer, with its reason.
  /// - Throws: `missingTool` where there is no QEMU, `cannotStore`, `interrupted`.
  public func acceleration(
    provenWith kernel: Kernel, initramfs: String, deadline: Duration = .seconds(10)
  ) throws(KernelsError) -> Acceleration {
    if let reason = Self.whyNoDevice { return Acceleration(accelerator: .tcg, reason: reason) }
    let key = try Self.machineKey()
    let lock = try lock("acceleration", .exclusive)
    defer { withExtendedLifetime(lock) {} }
    var known = knownAccelerations
    if let answer = known[key] { return answer }
    let answer = try prove(kernel, initramfs, deadline)
    known[key] = answer
    try Files.write(json: known, to: accelerationPath)
    return answer
  }

  private var accelerationPath: String { "\(settings.folder)/acceleration.json" }

  private var knownAccelerations: [String: Acceleration] { Files.json(accelerationPath) ?? [:] }

  private func prove(
    _ kernel: Kernel, _ initramfs: String, _ deadline: Duration
  ) throws(KernelsError) -> Acceleration {
    let machine = GuestMachine(flavour: .verdicts, accelerator: .kvm)
    let deadlines = GuestDeadlines(firstLine: deadline, step: deadline, whole: deadline)
    do throws(GuestError) {
      let guest = try Guest(
        booting: kernel, initramfs: initramfs, machine: machine, deadlines: deadlines,
        interrupted: settings.interrupted)
      return Acceleration(
        accelerator: .kvm, reason: "\(kernel.release) booted in \(guest.bootTime)")
    } catch {
      switch error {
      case .interrupted: throw .interrupted
      case .missing(let missing): throw missing
      default: return Acceleration(accelerator: .tcg, reason: "with KVM \(error.sentence)")
      }
    }
  }

  /// The reason that KVM cannot be tried; `nil` where it can.
  private static var whyNoDevice: String? {
    let descriptor = unsafe open("/dev/kvm", O_RDWR | O_CLOEXEC)
    guard descriptor >= 0 else {
      return "/dev/kvm cannot be opened: \(SystemError.last.description)"
    }
    close(descriptor)
    return nil
  }

  /// The machine, its kernel and its QEMU, each of which needs a proof of its own.
  private static func machineKey() throws(KernelsError) -> String {
    let version = try ExternalCommand.qemu.run(["--version"], deadline: .seconds(20))
    let machine = (try? Files.read("/etc/machine-id")).map { String(decoding: $0, as: UTF8.self) }
    let kernel = try Files.read("/proc/sys/kernel/osrelease")
    let parts = [
      machine ?? "unknown machine", String(decoding: kernel, as: UTF8.self),
      String(version.prefix { $0 != "\n" }),
    ]
    return parts.map { String($0.filter { $0 != "\n" }) }.joined(separator: ", ")
  }
}
