// SPDX-License-Identifier: Apache-2.0

import BPF
import Probes
import Scale
import Workloads

/// Knows the process, the size and, where it is given, the disk of each read of `block-read`.
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
      return found.countUndecodable(.blockRead)
    }
    guard event.pid == workload.pid else { return }
    let isRight =
      event.operation == .read && event.size == Self.blockBytes && event.comm == comm
      && event.tid == workload.pid && event.duration > 0
      && event.sector % Self.sectorsInBlock == 0 && disk.map { $0 == event.device } ?? true
    found.count(.blockRead, isRight: isRight, "a read was reported as \(event)")
  }

  func findings() throws(BPFError) -> LoadFindings { found }
}
