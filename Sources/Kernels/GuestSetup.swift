// SPDX-License-Identifier: Apache-2.0

internal import CGuest
internal import Glibc
internal import System

/// The setup of a machine by its first process.
enum GuestSetup {
  private struct Mount {
    let type: String
    let place: String
    var options = ""
  }

  private static let mounts = [
    // /proc is there already: see early.c.
    Mount(type: "sysfs", place: "/sys"),
    Mount(type: "devtmpfs", place: "/dev"),
    Mount(type: "tracefs", place: "/sys/kernel/tracing"),
    Mount(type: "bpf", place: "/sys/fs/bpf"),
    Mount(type: "cgroup2", place: "/sys/fs/cgroup"),
    Mount(type: "tmpfs", place: "/tmp", options: "mode=1777"),
    Mount(type: "tmpfs", place: "/run", options: "mode=755"),
    Mount(type: "tmpfs", place: "/var/tmp", options: "mode=1777"),
  ]

  /// Mounts file systems, brings the loopback interface up and loads the modules of the initramfs.
  /// Returns the failed steps, for the host to judge: not every kernel has everything.
  static func run() -> [String] {
    var complaints = mounts.compactMap(mount)
    unsafe setenv("PATH", "/bin:/sbin:/usr/bin:/usr/sbin", 1)
    unsafe setenv("HOME", "/root", 1)
    unsafe setenv("TMPDIR", "/tmp", 1)
    umask(0o022)
    let result = guest_loopback_up()
    if result < 0 { complaints.append("the loopback interface: \(SystemError(-result).text)") }
    return complaints + Folder.names(in: Initramfs.modules).compactMap(load)
  }

  private static func mount(_ wanted: Mount) -> String? {
    let result = unsafe Glibc.mount(wanted.type, wanted.place, wanted.type, 0, wanted.options)
    return result == 0 ? nil : "mounting \(wanted.type): \(SystemError.last.text)"
  }

  /// Loads a module such as `002-null_blk.ko`; a loaded one is no complaint.
  private static func load(_ file: String) -> String? {
    guard let reason = refusal(of: "\(Initramfs.modules)/\(file)") else { return nil }
    return "\(ModuleRefusals.beginning)\(moduleName(file)): \(reason)"
  }

  private static func refusal(of path: String) -> String? {
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return SystemError.last.text }
    defer { close(descriptor) }
    let result = unsafe guest_load_module(descriptor, "")
    return result == 0 || result == -EEXIST ? nil : reason(result)
  }

  /// `nvme_core` of `002-nvme_core.ko`.
  private static func moduleName(_ file: String) -> Substring {
    file.drop { $0 != "-" }.dropFirst().prefix { $0 != "." }
  }

  /// The kernel's reason for refusing a module (init_module(2)).
  private static func reason(_ result: Int32) -> String {
    switch -result {
    case ENOENT: "it needs something that neither the kernel nor a module before it has"
    case ENOEXEC: "it is of another kernel"
    default: SystemError(-result).text
    }
  }
}

/// The modules refused by a guest's kernel, among the failed steps of its start.
public struct ModuleRefusals: Sendable {
  static let beginning = "the module "
  private let refusals: [String]

  /// Finds refused modules.
  ///
  /// - Parameter complaints: ``GuestHello/complaints`` or ``GuestJob/complaints``.
  public init(_ complaints: [String]) {
    refusals = complaints.filter { $0.hasPrefix(Self.beginning) }
  }

  /// The first with the kernel's reason, and the number of the others; `nil` for none. Modules load
  /// after their needs, so the first is the cause of the others.
  public var sentence: String? {
    guard let first = refusals.first else { return nil }
    return refusals.count > 1 ? "\(first) (nor \(refusals.count - 1) more)" : first
  }
}
