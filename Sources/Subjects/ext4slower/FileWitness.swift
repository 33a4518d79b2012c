// SPDX-License-Identifier: Apache-2.0

import BPF
import Probes
import Scale
import Workloads

/// Knows the process, the file and the bytes of each write and sync of `fsync-append` and each read
/// of `block-read`.
final class FileWitness: Witness {
  private static let blockBytes: Int64 = 4096
  private let workload: WitnessedWorkload
  private var found = LoadFindings()

  init(_ workload: WitnessedWorkload) { self.workload = workload }

  func take(_ record: RawSpan) {
    guard let event = Ext4slower.event(from: record), event.pid == workload.pid else { return }
    let (kind, bytes): (EventKind, Int64)
    switch event.operation {
    case .read: (kind, bytes) = (.fileRead, Self.blockBytes)
    case .write: (kind, bytes) = (.fileWrite, Self.blockBytes)
    case .fsync: (kind, bytes) = (.fileSync, 0)
    case .open: return
    }
    let isRight =
      event.result == bytes && event.tid == workload.pid && event.duration > 0
      && event.name == Array(workload.subject.utf8) && event.comm == workload.comm
    found.count(kind, isRight: isRight, "an operation was reported as \(event)")
  }

  func findings() throws(BPFError) -> LoadFindings { found }
}
