// SPDX-License-Identifier: Apache-2.0

extension WorkloadProcess {
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
    /// Whether the workload and its owner sleep while they wait for each other. Else they spin, and
    /// on a machine with one CPU, who spins keeps the other from working. The workload's sleeps are
    /// system calls between its slices, and in none of its counts.
    public var sleepsWhileWaiting = false
    /// Whether each process is the first of a PID namespace of its own, as in a container.
    /// Needs CAP_SYS_ADMIN.
    public var isInContainer = false

    /// Any CPU, the program's own choice of folder, patience.
    public init() {}
  }
}
