// SPDX-License-Identifier: Apache-2.0

import BPF
import Probes
import Scale
import Workloads

/// Knows each read of `block-read`: whose it is, how large, and from which disk where it names one.
final class BlockEventWitness: Witness {
  private static let blockBytes: UInt32 = 4096
  private static let sectorsInBlock: UInt64 = 8
  private let workload: WitnessedWorkload
  private let disk: BlockDevice?
  private let comm: [UInt8]
  private var found = LoadFindings()

  init(_ workload: WitnessedWorkload) {
    self.workload = workload
    let folder = "/dev/"
    disk =
      workload.subject.hasPrefix(folder)
      ? BlockDevice(disk: String(workload.subject.dropFirst(folder.count))) : nil
    comm = workload.comm
  }

  func take(_ record: RawSpan) {
    guard let event = Biosnoop.event(from: record) else {
      found.note = "a record could not be decoded"
      found.seen[.blockRead, default: .init()].wrong += 1
      return
    }
    guard event.pid == workload.pid else { return }
    found.seen[.blockRead, default: .init()].reported += 1
    let isRight =
      event.operation == .read && event.size == Self.blockBytes && event.comm == comm
      && event.tid == workload.pid && event.duration > 0
      && event.sector % Self.sectorsInBlock == 0 && disk.map { $0 == event.device } ?? true
    if !isRight {
      found.seen[.blockRead, default: .init()].wrong += 1
      found.note = found.note ?? "a read was reported as \(event)"
    }
  }

  func findings() throws(BPFError) -> LoadFindings { found }
}
