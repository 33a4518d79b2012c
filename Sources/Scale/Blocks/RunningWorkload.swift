// SPDX-License-Identifier: Apache-2.0

import Workloads

/// A workload's process, which ends with this object.
package final class RunningWorkload: OperationSource {
  private var process: WorkloadProcess
  private let isInContainer: Bool

  /// Starts a workload on its CPU, and its neighbour on the other one. `executables` is the folder
  /// of its programs, `nil`: the running program's. If it sleeps while it waits, neither side spins,
  /// for a machine with one CPU. In a container it is the first process of a PID namespace.
  package init(
    _ workload: Workload, directory: String, executables: String? = nil,
    cpu: Int = Affinity.workloadCPU, sleepsWhileWaiting: Bool = false, isInContainer: Bool = false
  ) throws(WeighingError) {
    var settings = WorkloadProcess.Settings()
    settings.executables = executables
    settings.sleepsWhileWaiting = sleepsWhileWaiting
    settings.isInContainer = isInContainer
    settings.cpu = cpu
    settings.neighbourCPU = cpu == Affinity.workloadCPU ? Affinity.harnessCPU : Affinity.workloadCPU
    settings.directory = workload.needsDirectory ? directory : nil
    self.isInContainer = isInContainer
    do throws(WorkloadError) {
      process = try WorkloadProcess(workload, settings: settings)
    } catch { throw .workload(error) }
  }

  package func run(
    slices: Int, operations: Int, pause: Duration
  ) throws(WeighingError) -> [Workloads.Slice] {
    do throws(WorkloadError) {
      return try process.run(slices: slices, operations: operations, pause: pause)
    } catch { throw .workload(error) }
  }

  /// The workload as a witness knows it.
  package var witnessed: WitnessedWorkload {
    WitnessedWorkload(
      name: process.workload.name,
      pid: isInContainer ? 1 : UInt32(process.pid), machinePID: UInt32(process.pid),
      executable: process.workload.program.executable, subject: process.subject)
  }
}

/// Runs operations on command and times them: a workload's process, or a scripted one.
package protocol OperationSource: AnyObject {
  /// Runs slices of so many operations each, with a pause before each slice.
  func run(slices: Int, operations: Int, pause: Duration) throws(WeighingError) -> [Workloads.Slice]
}

extension OperationSource {
  /// Runs slices of so many operations each, one right after the other.
  package func run(slices: Int, operations: Int) throws(WeighingError) -> [Workloads.Slice] {
    try run(slices: slices, operations: operations, pause: .zero)
  }
}
