// SPDX-License-Identifier: Apache-2.0

internal import CWorkloadChannel

/// A kind of event whose number a workload knows for certain: `enum tare_event_kind`.
public enum EventKind: String, CaseIterable, Codable, Hashable, Sendable {
  /// Every system call of the workload's process, the driver's clock reads included.
  case systemCall
  /// A file opened.
  case open
  /// An attempt to open a file that failed.
  case openFailed
  /// A program executed.
  case exec
  /// An attempt to execute a program that failed.
  case execFailed
  /// A read request to a block device.
  case blockRead
  /// A read system call on a regular file.
  case fileRead
  /// A write system call on a regular file.
  case fileWrite
  /// A sync system call on a regular file.
  case fileSync
  /// A call of `tare_call_storm_target`.
  case call
  /// A call of `tare_call_storm_twin`, which equals the former to the byte.
  case twinCall
  /// A wait of one of the workload's threads for a CPU, being able to run. There are more where others take
  /// the CPU.
  case runQueueWait
  /// A thread of the workload's gave up the CPU until something happens.
  case block
  /// A call of clock_nanosleep that sleeps.
  case nap

  /// The kind in the protocol.
  var channelKind: tare_event_kind {
    switch self {
    case .systemCall: TARE_EVENT_SYSCALL
    case .open: TARE_EVENT_OPEN
    case .openFailed: TARE_EVENT_OPEN_FAILED
    case .exec: TARE_EVENT_EXEC
    case .execFailed: TARE_EVENT_EXEC_FAILED
    case .blockRead: TARE_EVENT_BLOCK_READ
    case .fileRead: TARE_EVENT_FILE_READ
    case .fileWrite: TARE_EVENT_FILE_WRITE
    case .fileSync: TARE_EVENT_FILE_SYNC
    case .call: TARE_EVENT_CALL
    case .twinCall: TARE_EVENT_TWIN_CALL
    case .runQueueWait: TARE_EVENT_RUN_QUEUE_WAIT
    case .block: TARE_EVENT_BLOCK
    case .nap: TARE_EVENT_NAP
    }
  }

  /// Its place in the protocol's order.
  var channelIndex: Int { Int(channelKind.rawValue) }
}
