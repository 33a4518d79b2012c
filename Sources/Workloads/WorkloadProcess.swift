// SPDX-License-Identifier: Apache-2.0

internal import CWorkloadChannel
internal import Glibc

/// A workload that runs as a process, until its owner lets go of it: then it is killed and waited
/// for; its files have no names, so nothing is left of it.
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

  /// The path opened, program executed, file's name or device's path read or written, as the kernel
  /// sees it; empty where there is nothing of the kind.
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
  public func residentBytes() throws(WorkloadError) -> UInt64 { try driven.residentBytes() }

  /// Where and how a workload runs.
  public struct Settings: Hashable, Sendable {
    /// The CPU that the timed process is bound to; any where `nil`.
    public var cpu: Int?
    /// The CPU that the neighbour is bound to; any where `nil`.
    public var neighbourCPU: Int?
    /// The folder for files of its own; the program's own choice where `nil`.
    public var directory: String?
    /// The folder of the programs; that of the running program where `nil`.
    public var executables: String?
    /// How long to wait until it is ready.
    public var startDeadline: Duration = .seconds(60)
    /// How long to wait for an answer.
    public var deadline: Duration = .seconds(30)
    /// How long to sleep between two looks for an answer.
    public var pollInterval: Duration = .microseconds(50)
    /// Whether the workload and its owner sleep while they wait for each other, rather than spin,
    /// which on one CPU keeps the other from working. The sleeps' system calls are in no counts.
    public var sleepsWhileWaiting = false
    /// Whether each process is the first of a PID namespace of its own, as in a container.
    /// Needs CAP_SYS_ADMIN.
    public var isInContainer = false

    /// Any CPU, the program's own choice of folder, patience.
    public init() {}
  }
}

/// A workload that runs on command: a process, or a script in a test.
public protocol DrivenWorkload: ~Copyable {
  /// Runs slices one after the other and returns what each took and caused.
  ///
  /// - Parameters:
  ///   - slices: In 1 ... 64.
  ///   - operations: For each slice, 0 or more.
  /// - Returns: As many slices as asked for, in order.
  /// - Throws: Where it did not run, or is not to be believed.
  mutating func run(slices: Int, operations: Int) throws(WorkloadError) -> [Slice]
}
