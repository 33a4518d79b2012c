// SPDX-License-Identifier: Apache-2.0

import Workloads

/// Something that runs operations on command and times them: a workload's process, or a scripted one.
protocol OperationSource: AnyObject {
  /// Runs so many slices of so many operations each, and sleeps so long before each slice.
  func run(
    slices: Int, operations: Int, pause: Duration
  ) throws(WorkloadError) -> [Workloads.Slice]
}

extension OperationSource {
  /// Runs so many slices of so many operations each, one right after the other.
  func run(slices: Int, operations: Int) throws(WorkloadError) -> [Workloads.Slice] {
    try run(slices: slices, operations: operations, pause: .zero)
  }
}

/// A workload's process. It ends with this object.
final class RunningWorkload: OperationSource {
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
  init(
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

  func run(
    slices: Int, operations: Int, pause: Duration
  ) throws(WorkloadError) -> [Workloads.Slice] {
    try process.run(slices: slices, operations: operations, pause: pause)
  }

  /// What a witness has to know of it.
  var witnessed: WitnessedWorkload {
    WitnessedWorkload(
      pid: isInContainer ? 1 : UInt32(process.pid), machinePID: UInt32(process.pid),
      executable: process.workload.program.executable,
      subject: process.subject)
  }
}
