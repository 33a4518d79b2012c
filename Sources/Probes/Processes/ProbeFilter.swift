// SPDX-License-Identifier: Apache-2.0

import CProbeRecords

/// Whose events a probe reports. What is `nil` does not matter; all else must hold.
///
/// The kernel side looks, so an event that is not wanted costs no more than the look. Numbers of
/// processes and threads are those of `namespace`, in the filter and in events; user numbers are
/// the machine's.
public struct ProbeFilter: Sendable, Hashable {
  /// The longest name of a thread, in bytes.
  public static let longestName = 15

  /// A process, all of its threads.
  public var pid: UInt32?
  /// A thread.
  public var tid: UInt32?
  /// The real user.
  public var uid: UInt32?
  /// Bytes that the thread's name holds somewhere. Longer than `longestName`, no name does.
  public var comm: [UInt8]?
  /// The directory of a cgroup (version 2): it and all below it.
  public var cgroup: String?
  /// A process with all that it starts from when the probe is attached on, and what these start.
  public var family: UInt32?
  /// The PID namespace whose numbers count; the one of this process where it is `nil`.
  public var namespace: PIDNamespace?
  /// Whether events tell the machine's own numbers all the same.
  public var tellsMachineNumbers = false

  /// A filter by the numbers of this process's own PID namespace.
  public init(
    pid: UInt32? = nil, tid: UInt32? = nil, uid: UInt32? = nil, comm: [UInt8]? = nil,
    cgroup: String? = nil, family: UInt32? = nil
  ) {
    self.pid = pid
    self.tid = tid
    self.uid = uid
    self.comm = comm
    self.cgroup = cgroup
    self.family = family
  }

  /// Whether it says which processes are watched.
  public var namesProcesses: Bool {
    pid != nil || family != nil || cgroup != nil || comm != nil
  }

  /// The numbers that the kernel compares: the machine's own, whatever the namespace.
  struct MachineNumbers {
    var pid: UInt32?
    var tid: UInt32?
  }

  /// The filter as the kernel side reads it.
  ///
  /// - Parameters:
  ///   - cgroupNumber: The inode number of `cgroup`; 0 where it is `nil`.
  ///   - numbers: Those of `pid` and `tid`.
  ///   - namespace: The PID namespace whose numbers events tell.
  /// - Returns: The part of each probe's settings.
  func settings(
    cgroupNumber: UInt64, _ numbers: MachineNumbers, in namespace: PIDNamespace
  ) -> filter_settings {
    var settings = filter_settings()
    func require(_ condition: Int32, _ isSet: Bool) {
      if isSet { settings.conditions |= UInt32(condition) }
    }
    require(FILTER_PID, pid != nil)
    require(FILTER_TID, tid != nil)
    require(FILTER_UID, uid != nil)
    require(FILTER_COMM, comm != nil)
    require(FILTER_CGROUP, cgroup != nil)
    require(FILTER_FAMILY, family != nil)
    settings.pid = numbers.pid ?? 0
    settings.tid = numbers.tid ?? 0
    settings.pid_namespace = namespace.number ?? 0
    settings.host_pids = tellsMachineNumbers ? 1 : 0
    settings.uid = uid ?? 0
    settings.cgroup_id = cgroupNumber
    let name = comm ?? []
    settings.comm = (Self.word(name, from: 0), Self.word(name, from: 8))
    let mask = [UInt8](repeating: 0xff, count: name.count)
    settings.comm_mask = (Self.word(mask, from: 0), Self.word(mask, from: 8))
    return settings
  }

  /// Eight bytes as a little-endian number; what is beyond the end counts as 0.
  private static func word(_ bytes: [UInt8], from start: Int) -> UInt64 {
    bytes.dropFirst(start).prefix(8).reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }
}
