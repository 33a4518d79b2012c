// SPDX-License-Identifier: Apache-2.0

import Workloads

/// A workload's process. It ends with this object.
package final class RunningWorkload: OperationSource {
  private var process: WorkloadProcess
  private let isInContainer: Bool

  /// Starts a workload on its CPU.
  ///
  /// - Parameters:
  ///   - workload: The workload.
  ///   - directory: Where it puts its files.
  ///   - executables: The folder of its programs; `nil`: beside the running one.
  ///   - cpu: Its CPU. Its neighbour runs on the other one.
  ///   - sleepsWhileWaiting: Whether neither side spins, for a machine with one CPU.
  ///   - isInContainer: Whether it is the first process of a PID namespace of its own.
  /// - Throws: What keeps it from starting.
  package init(
    _ workload: Workload, directory: String, executables: String? = nil,
    cpu: Int = Affinity.workloadCPU, sleepsWhileWaiting: Bool = false,
    isInContainer: Bool = false
  ) throws(WeighingError) {
    var settings = WorkloadProcess.Settings()
    settings.executables = executables
    settings.sleepsWhileWaiting = sleepsWhileWaiting
    settings.isInContainer = isInContainer
    settings.cpu = cpu
    settings.neighbourCPU =
      cpu == Affinity.workloadCPU ? Affinity.harnessCPU : Affinity.workloadCPU
    settings.directory = workload.needsDirectory ? directory : nil
    self.isInContainer = isInContainer
    do throws(WorkloadError) {
      process = try WorkloadProcess(workload, settings: settings)
    } catch { throw .workload(error) }
  }

  package func run(
    slices: Int, operations: Int, pause: Duration
  ) throws(WorkloadError) -> [Workloads.Slice] {
    try process.run(slices: slices, operations: operations, pause: pause)
  }

  /// What a witness has to know of it.
  package var witnessed: WitnessedWorkload {
    WitnessedWorkload(
      name: process.workload.name,
      pid: isInContainer ? 1 : UInt32(process.pid), machinePID: UInt32(process.pid),
      executable: process.workload.program.executable, subject: process.subject)
  }
}
