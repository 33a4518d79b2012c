// SPDX-License-Identifier: Apache-2.0

import Workloads

/// Something that runs operations on command and times them: a workload's process, or a scripted one.
protocol OperationSource: AnyObject {
  /// Runs so many slices of so many operations each.
  func run(slices: Int, operations: Int) throws(WorkloadError) -> [Workloads.Slice]
}

/// A workload's process. It ends with this object.
final class RunningWorkload: OperationSource {
  private var process: WorkloadProcess

  /// Starts a workload on its CPU.
  init(_ workload: Workload, directory: String) throws(WeighingError) {
    var settings = WorkloadProcess.Settings()
    settings.cpu = Affinity.workloadCPU
    settings.neighbourCPU = Affinity.harnessCPU
    settings.directory = workload.needsDirectory ? directory : nil
    do throws(WorkloadError) {
      process = try WorkloadProcess(workload, settings: settings)
    } catch { throw .workload(error) }
  }

  func run(slices: Int, operations: Int) throws(WorkloadError) -> [Workloads.Slice] {
    try process.run(slices: slices, operations: operations)
  }

  /// What a witness has to know of it.
  var witnessed: WitnessedWorkload {
    WitnessedWorkload(
      pid: UInt32(process.pid), executable: process.workload.program.executable,
      subject: process.subject)
  }
}
