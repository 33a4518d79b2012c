// SPDX-License-Identifier: Apache-2.0

internal import CWorkloadChannel
internal import Glibc

/// A workload that runs as a process, from start-up to the moment its owner lets go of it.
///
/// The process is killed and waited for then; its files have no names, so nothing is left of it.
public struct WorkloadProcess: ~Copyable, DrivenWorkload {
  /// The workload that runs.
  public let workload: Workload
  private let settings: Settings
  private var driven: DrivenProcess
  private var neighbour: DrivenProcess?

  /// Starts `workload`, and its neighbour where it has one, and waits until both are ready.
  ///
  /// Any thread may start it, and any thread may use it afterwards.
  /// - Throws: Any `WorkloadError` but `unknown`.
  public init(_ workload: Workload, settings: Settings = Settings()) throws(WorkloadError) {
    let driven = try DrivenProcess.start(
      workload.program, settings: settings, cpu: settings.cpu, runsFreely: false)
    let neighbour = try Self.neighbour(of: workload, settings: settings)
    self.workload = workload
    self.settings = settings
    self.driven = driven
    self.neighbour = neighbour
  }

  private static func neighbour(
    of workload: Workload, settings: Settings
  ) throws(WorkloadError) -> DrivenProcess? {
    guard let program = workload.neighbour else { return nil }
    return try DrivenProcess.start(
      program, settings: settings, cpu: settings.neighbourCPU, runsFreely: true)
  }

  /// The process whose operations are timed.
  public var pid: Int32 { driven.pid }

  /// The process that runs beside it.
  public var neighbourPID: Int32? {
    switch neighbour {
    case .some(let neighbour): neighbour.pid
    case .none: nil
    }
  }

  /// What the operations work on, as the kernel sees it: the path opened, the program executed, the
  /// name of the file or the path of the device read or written. Empty where there is nothing of
  /// the kind.
  public var subject: String { driven.subject }

  /// Runs slices one after the other and returns what each took and caused.
  ///
  /// - Parameters:
  ///   - slices: In 1 ... 64.
  ///   - operations: For each slice, 0 or more.
  /// - Returns: As many slices as asked for, in order.
  /// - Throws: `died`, `hung`, `rubbish` or `refused`, of the workload or its neighbour. The
  ///   process is of no use afterwards.
  public mutating func run(slices: Int, operations: Int) throws(WorkloadError) -> [Slice] {
    try run(slices: slices, operations: operations, pause: .zero)
  }

  /// Runs slices with a sleep before each, in which the process's CPU may be idle.
  ///
  /// - Parameters:
  ///   - slices: In 1 ... 64.
  ///   - operations: For each slice, 0 or more.
  ///   - pause: The least time it sleeps. It is in no slice's times; its system call is counted.
  /// - Returns: As many slices as asked for, in order.
  /// - Throws: `died`, `hung`, `rubbish` or `refused`, of the workload or its neighbour.
  public mutating func run(
    slices: Int, operations: Int, pause: Duration
  ) throws(WorkloadError) -> [Slice] {
    let answer = try driven.run(slices: slices, operations: operations, pause: pause)
    try neighbour?.check()
    return answer
  }

  /// The memory of the timed process that is resident, in bytes, from `/proc/PID/statm`.
  public func residentBytes() throws(WorkloadError) -> UInt64 {
    try driven.residentBytes()
  }
}
