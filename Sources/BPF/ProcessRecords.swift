// SPDX-License-Identifier: Apache-2.0

private import CLibbpf
import Glibc
import System

/// The kernel's records of processes (perf_event_open(2)): the files that they map as code, their
/// forks and the names they take, each for some microseconds of the process. Oldest kernel 4.1.
public final class ProcessRecords {
  /// A part of a file that a process has mapped as code.
  public struct Mapping: Sendable, Hashable {
    /// Where it is in the process's memory.
    public let range: Range<UInt64>
    /// The place in the file at which it begins, in bytes.
    public let offset: UInt64
    /// The path of the file as the process knows it.
    public let path: String
    /// The number of the file on its device; 0 where the mapping has no file.
    public let inode: UInt64
    /// Major number in the upper half, minor number in the lower.
    public let device: UInt64
  }

  /// An action of a process that the kernel records.
  public enum Deed: Sendable, Hashable {
    /// The process mapped code.
    case mapped(Mapping)
    /// Another process forked it and gave it a copy of its memory.
    case forked(from: UInt32)
    /// Its first thread took a name; by executing a program, which drops its mappings, or not.
    case named(String, executes: Bool)
  }

  /// An action of a process, with its time.
  public struct Record: Sendable, Hashable {
    /// The process, as the PID namespace of this process numbers it.
    public let process: UInt32
    /// Nanoseconds by CLOCK_MONOTONIC.
    public let time: UInt64
    /// The recorded action.
    public let deed: Deed
  }

  /// The most records that one call takes: writers may be faster than the reader.
  private static let mostAtOnce = 1 << 16

  /// Whether it records a cgroup's processes alone.
  public let isOfCgroup: Bool
  private let handle: RecordsHandle
  private var next = clibbpf_record()
  private var late: [Record] = []
  /// Records that the kernel had no room for, so far.
  public private(set) var lost: UInt64 = 0

  /// Begins to record what processes do.
  ///
  /// - Parameter cgroup: The directory of a cgroup (version 2), recorded with all below it; `nil`
  ///   for all processes.
  /// - Throws: `BPFError.failed` with `open` without CAP_PERFMON, or without such a cgroup.
  public init(ofCgroup cgroup: String? = nil) throws(BPFError) {
    let group = try cgroup.map { path throws(BPFError) in try Cgroup(path).release() }
    var pointer: OpaquePointer?
    let descriptor =
      switch group {
      case .some(let group): group.descriptor
      case nil: Int32(-1)
      }
    let result = unsafe clibbpf_records_open(descriptor, &pointer)
    try check(result, .open, "the kernel's record of mapped files")
    guard let pointer = unsafe pointer else {
      throw .missing(.open, "the kernel's record of mapped files")
    }
    handle = unsafe RecordsHandle(adopting: pointer)
    isOfCgroup = cgroup != nil
  }

  /// Waits until something is recorded.
  ///
  /// - Parameter milliseconds: The longest wait; a signal may end it too.
  public func wait(milliseconds: Int) {
    // Kept records may be taken at once.
    let longest =
      late.isEmpty ? Int32(clamping: milliseconds) : min(1, Int32(clamping: milliseconds))
    if unsafe clibbpf_records_wait(handle.pointer, longest) < 0 { usleep(1000) }
  }

  /// Takes the records so far, in order of time.
  ///
  /// - Parameter end: In nanoseconds of CLOCK_MONOTONIC; later records are kept for the next call.
  ///   With the present time no earlier record can follow.
  /// - Returns: The records by time.
  public func take(until end: UInt64) -> [Record] {
    var records = late
    while records.count < Self.mostAtOnce, let record = takeNext() { records.append(record) }
    records.sort { $0.time < $1.time }
    let split = records.firstIndex { $0.time > end } ?? records.endIndex
    late = Array(records[split...])
    return Array(records[..<split])
  }

  /// The next record of a mapping, or of a first thread.
  private func takeNext() -> Record? {
    while unsafe clibbpf_records_next(handle.pointer, &next, &lost) == 1 {
      if let deed = deed() { return Record(process: next.process, time: next.time, deed: deed) }
    }
    return nil
  }

  private func deed() -> Deed? {
    let isOfProcess = next.process == next.thread
    switch next.kind {
    case CLIBBPF_MAPPED:
      let (end, isBeyond) = next.address.addingReportingOverflow(next.size)
      guard next.size > 0, !isBeyond else { return nil }
      return .mapped(
        Mapping(
          range: next.address..<end, offset: next.offset, path: text, inode: next.inode,
          device: UInt64(next.device_major) << 32 | UInt64(next.device_minor)))
    case CLIBBPF_FORKED: return isOfProcess ? .forked(from: next.parent) : nil
    default: return isOfProcess ? .named(text, executes: next.executes != 0) : nil
    }
  }

  private var text: String {
    unsafe withUnsafeBytes(of: &next.text) {
      unsafe String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
    }
  }
}
