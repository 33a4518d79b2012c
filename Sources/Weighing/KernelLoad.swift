// SPDX-License-Identifier: Apache-2.0

import BPF
import Probes
import Results
import Statistics
import Workloads

/// One load of a cell on the running kernel.
final class KernelLoad: CellLoad {
  let conditions: [any Attachable]
  var workload: any OperationSource { running }
  let floor: LoadedProbe
  let probe: LoadedProbe
  private let running: RunningWorkload
  private let witness: any Witness
  /// `nil` for a probe that counts in the kernel.
  let reader: ReaderThread?

  /// Loads the probe, its floor and the control anew, and starts the workload anew.
  init(_ cell: KernelCell, output: borrowing ReaderOutput) throws(WeighingError) {
    let never = Floor(named: "never", on: [.rawTracepoint(cell.silentTracepoint)])
    let floor = Floor(under: cell.rung)
    let control: LoadedProbe
    do throws(BPFError) {
      control = try never.load(never.ladder[0])
      self.floor = try floor.load(floor.ladder[0])
      probe = try cell.probe.load(cell.rung)
    } catch { throw .kernel(error) }
    running = try RunningWorkload(
      cell.workload, directory: cell.directory, cpu: cell.cpu,
      sleepsWhileWaiting: cell.isLeftAlone)
    witness = cell.probe.makeWitness(running.witnessed)
    try output.empty()
    reader = try cell.probe.makeReader?(probe, witness, output.descriptor)
    let silent = LoadedCondition(.never, control)
    let all: [any Attachable] = [
      Nothing(.off), Nothing(.offAgain), silent, LoadedCondition(.floor, self.floor),
      LoadedCondition(.probe, probe, witness: witness),
    ]
    conditions = all.map { AfterSham(silent, $0) }
  }

  func finish() throws(WeighingError) -> LoadFindings {
    // How often nothing is there depends on the experiment, not on the events.
    let readerNanoseconds = try reader?.finish().fullNanoseconds ?? 0
    do throws(BPFError) {
      var findings = try witness.findings(probe)
      findings.readerNanoseconds += readerNanoseconds
      findings.skippedRuns = try probe.skippedRuns()
      return findings
    } catch { throw .kernel(error) }
  }
}

/// A cell on the running kernel: what each of its loads is made of.
struct KernelCell: Sendable {
  var probe: WeighedProbe
  var rung: Rung
  var workload: Workload
  /// Where the workload and the reader put their files.
  var directory: String
  /// Where the workload runs.
  var cpu = Affinity.workloadCPU
  /// Whether nobody looks at the workload while it works, so that the other CPU is idle too.
  var isLeftAlone = false

  /// A raw tracepoint that none of the workload's operations passes, for the control `never`: one without
  /// a path that other code shares.
  var silentTracepoint: String { Self.silentTracepoint(of: workload) }

  /// The same for any workload.
  static func silentTracepoint(of workload: Workload) -> String {
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
