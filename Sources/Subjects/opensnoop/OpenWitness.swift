// SPDX-License-Identifier: Apache-2.0

import BPF
import Glibc
import Probes
import Scale
import Workloads

/// Knows the process, the path and the result of each open of `open-storm`.
final class OpenWitness: Witness {
  private let workload: WitnessedWorkload
  private let path: [UInt8]
  private let absentPath: [UInt8]
  private let comm: [UInt8]
  private var found = LoadFindings()
  /// Right records, without the fields that change from one to the next.
  private var known: [(fixed: [UInt8], isSuccess: Bool)] = []

  init(_ workload: WitnessedWorkload) {
    self.workload = workload
    path = Array(workload.subject.utf8)
    absentPath = path + Array(".absent".utf8)
    comm = workload.comm
  }

  func take(_ record: RawSpan) {
    guard record.uint32(at: Opensnoop.Offset.pid) == workload.pid else { return }
    let isSuccess = record.int32(at: Opensnoop.Offset.result) >= 0
    if known.contains(where: { $0.isSuccess == isSuccess && Self.equal($0.fixed, record) }) {
      found.seen[isSuccess ? .open : .openFailed, default: .init()].reported += 1
    } else {
      examine(record)
    }
  }

  private func examine(_ record: RawSpan) {
    guard let event = Opensnoop.event(from: record) else {
      found.seen[.open, default: .init()].reported += 1
      found.seen[.open, default: .init()].wrong += 1
      return
    }
    let isSuccess = event.result >= 0
    let isRight =
      event.path == (isSuccess ? path : absentPath) && event.comm == comm
      && event.tid == workload.pid && event.uid == getuid()
      && event.flags == UInt32(O_RDONLY | O_CLOEXEC) && (isSuccess || event.result == -ENOENT)
    if isRight { known.append((Self.fixed(record), isSuccess)) }
    found.count(
      isSuccess ? .open : .openFailed, isRight: isRight, "an open was reported as \(event)")
  }

  func findings() throws(BPFError) -> LoadFindings { found }

  // The time, and the result, which the caller has checked.
  private static let changing = [
    Opensnoop.Offset.time..<Opensnoop.Offset.pid,
    Opensnoop.Offset.result..<Opensnoop.Offset.flags,
  ]

  private static func fixed(_ record: RawSpan) -> [UInt8] {
    var bytes = unsafe record.withUnsafeBytes { unsafe Array($0) }
    for range in changing {
      bytes.replaceSubrange(range, with: repeatElement(0, count: range.count))
    }
    return bytes
  }

  private static func equal(_ fixed: [UInt8], _ record: RawSpan) -> Bool {
    guard fixed.count == record.byteCount else { return false }
    return unsafe record.withUnsafeBytes { record in
      unsafe fixed.withUnsafeBytes { fixed in
        guard let record = record.baseAddress, let start = fixed.baseAddress else { return false }
        let (pid, result, flags) = (
          Opensnoop.Offset.pid, Opensnoop.Offset.result, Opensnoop.Offset.flags
        )
        return unsafe memcmp(record + pid, start + pid, result - pid) == 0
          && memcmp(record + flags, start + flags, fixed.count - flags) == 0
      }
    }
  }
}
