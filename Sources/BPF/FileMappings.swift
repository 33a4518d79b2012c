// SPDX-License-Identifier: Apache-2.0

private import CLibbpf
import Glibc

/// The files that processes map as code from now on, as the kernel records them (perf_event_open(2), `mmap2`).
///
/// Costs whoever is watched nothing but when it maps code. Oldest kernel 3.16.
public final class FileMappings {
  /// Whose mappings are recorded.
  public enum Watched: Sendable, Hashable {
    /// Everybody's.
    case everybody
    /// A process's and those of all that it starts from now on.
    case family(UInt32)
    /// Those of a cgroup (version 2), by its directory, and of those below it.
    case cgroup(String)
  }

  /// A file that a process has mapped.
  public struct Mapping: Sendable, Hashable {
    /// The process, as the PID namespace of this process numbers it.
    public let process: UInt32
    /// The path of the file as the process knows it.
    public let path: String
    /// The number of the file on its device.
    public let inode: UInt64
    /// Major number in the upper half, minor number in the lower.
    public let device: UInt64
  }

  private let handle: MappingsHandle
  private var record = clibbpf_mapping()
  /// Mappings that the kernel had no room to record, so far.
  public private(set) var lost: UInt64 = 0

  /// Begins to record.
  ///
  /// - Throws: `BPFError.failed` with `open`: without CAP_PERFMON, or where there is no such process or cgroup.
  public init(of watched: Watched) throws(BPFError) {
    var process: Int32 = -1
    var group = DescriptorHandle(adopting: -1)
    switch watched {
    case .everybody: break
    case .family(let number): process = Int32(clamping: number)
    case .cgroup(let path): group = try Cgroup(path).release()
    }
    var pointer: OpaquePointer?
    let result = unsafe clibbpf_mappings_open(process, group.number, &pointer)
    try check(result, .open, "the record of mapped files")
    guard let pointer = unsafe pointer else { throw .missing(.open, "the record of mapped files") }
    handle = unsafe MappingsHandle(adopting: pointer)
  }

  /// Waits until something is mapped.
  ///
  /// - Parameter milliseconds: The longest wait.
  /// - Returns: Whether there may be something; `false` also where a signal ended the wait.
  public func wait(milliseconds: Int) -> Bool {
    unsafe clibbpf_mappings_wait(handle.pointer, Int32(clamping: milliseconds)) > 0
  }

  /// Takes out what was mapped next; `nil` where there is nothing more at the moment.
  public func next() -> Mapping? {
    guard unsafe clibbpf_mappings_next(handle.pointer, &record, &lost) == 1 else { return nil }
    let path = unsafe withUnsafeBytes(of: &record.path) {
      unsafe String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
    }
    return Mapping(
      process: record.process, path: path, inode: record.inode,
      device: UInt64(record.device_major) << 32 | UInt64(record.device_minor))
  }
}
