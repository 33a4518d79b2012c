// SPDX-License-Identifier: Apache-2.0

internal import Glibc
internal import System

/// A guest's description of itself, in its first line and as the job `hello`.
public struct GuestHello: Hashable, Codable, Sendable {
  /// `uname -r`.
  public var release: String
  /// `uname -v`.
  public var version: String
  /// CPUs online.
  public var cpus: Int
  /// All memory that the kernel manages, in bytes.
  public var memoryBytes: UInt64
  /// Whether the kernel has BTF (`/sys/kernel/btf/vmlinux`).
  public var hasBTF: Bool
  /// The kernel's uptime in seconds.
  public var uptimeSeconds: Double
  /// The failed steps of the start, for example of a module that was not loaded.
  public var complaints: [String]

  /// Describes the machine it runs on.
  ///
  /// - Parameter complaints: The failed steps of the start.
  public init(complaints: [String]) {
    let system = SystemName()
    release = system.release
    version = system.version
    cpus = sysconf(Int32(_SC_NPROCESSORS_ONLN))
    memoryBytes = UInt64(sysconf(Int32(_SC_PHYS_PAGES))) * UInt64(sysconf(Int32(_SC_PAGESIZE)))
    hasBTF = unsafe access("/sys/kernel/btf/vmlinux", R_OK) == 0
    uptimeSeconds = Double(Clocks.nanoseconds(CLOCK_BOOTTIME)) / 1e9
    self.complaints = complaints
  }
}
