// SPDX-License-Identifier: Apache-2.0

import BPF
import Results
import Statistics
import Workloads

/// One load of a cell on the running kernel.
package final class KernelLoad: CellLoad {
  package let conditions: [any Attachable]
  package var workload: any OperationSource { running }
  package let floor: PreparedPrograms
  package let subject: any PreparedSubject
  private let running: RunningWorkload
  private let witness: any Witness
  /// `nil` for a subject that counts in the kernel.
  package let reader: (any Reader)?

  /// Loads the subject, its floor and the control anew, and starts the workload anew.
  init(_ cell: KernelCell, output: borrowing ReaderOutput) throws(WeighingError) {
    let control = try PreparedPrograms(
      emptyAt: [.rawTracepoint(KernelCell.silentTracepoint(of: cell.workload))], name: "never")
    floor = try PreparedPrograms(emptyAt: cell.way.hooks)
    subject = try cell.subject.prepare(cell.way)
    running = try RunningWorkload(
      cell.workload, directory: cell.directory, cpu: cell.cpu,
      sleepsWhileWaiting: cell.sleepsWhileWaiting)
    witness = cell.isWitnessed ? subject.witness(of: running.witnessed) : NoWitness()
    try output.empty()
    reader = try subject.makeReader(for: witness, output: output.descriptor)
    let silent = SubjectCondition(.never, control)
    let all: [any Attachable] = [
      Nothing(.off), Nothing(.offAgain), silent, SubjectCondition(.floor, floor),
      SubjectCondition(.probe, subject, witness: witness),
    ]
    conditions = all.map { PrecededByToggle(silent, $0) }
  }

  package func finish() throws(WeighingError) -> LoadFindings {
    // How many looks find nothing depends on the experiment, not on the events.
    let readerNanoseconds = try reader?.finish().fullNanoseconds ?? 0
    var findings = try subject.findings(of: witness)
    findings.readerNanoseconds += readerNanoseconds
    return findings
  }
}

/// A cell on the running kernel, as each of its loads needs it.
package struct KernelCell: Sendable {
  let subject: any Subject
  let way: Way
  let workload: Workload
  /// The folder for the workload's and the reader's files.
  let directory: String
  /// The workload's CPU.
  var cpu = Affinity.workloadCPU
  /// Whether the workload and this process sleep while they wait, so that the other CPU is idle.
  var sleepsWhileWaiting = false
  /// Whether a witness checks the reports, which takes some of the reader's time.
  var isWitnessed = true

  /// A raw tracepoint that none of a workload's operations passes, for the control `never`: one
  /// that slows no path of other code.
  package static func silentTracepoint(of workload: Workload) -> String {
    workload.needsDirectory ? "task_rename" : "block_rq_issue"
  }
}

/// Makes the loads of a cell on the running kernel.
final class KernelLoadSource: CellLoadSource {
  private let cell: KernelCell
  private let output: ReaderOutput

  init(_ cell: KernelCell) throws(WeighingError) {
    self.cell = cell
    output = try ReaderOutput(directory: cell.directory)
  }

  func makeLoad(_ number: Int, random: inout RandomSource) throws(WeighingError) -> any CellLoad {
    try KernelLoad(cell, output: output)
  }
}
