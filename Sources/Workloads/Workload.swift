// SPDX-License-Identifier: Apache-2.0

/// An entry of the catalogue: a program that causes a known number of events.
public struct Workload: Hashable, Sendable {
  /// What the user calls it.
  public let name: String
  /// One line about what it does.
  public let summary: String
  /// The program that is driven and timed.
  public var program: Program
  /// What one operation is called, in the singular: `open`.
  public let unit: String
  /// The kind of event that operations are counted in.
  public let principalKind: EventKind
  /// Every kind of event that operations cause, but for the clock reads of the driver.
  public let kinds: Set<EventKind>
  /// What runs beside it on another CPU.
  public var neighbour: Program?
  /// Whether it works on files of its own, for which a folder on a disk is wanted.
  public let needsDirectory: Bool

  /// An executable in the folder of tare's own, and how to call it.
  public struct Program: Hashable, Sendable {
    /// The file's name.
    public var executable: String
    /// What follows it on the command line, driving apart.
    public var arguments: [String]
    /// Other executables that it runs, which must lie beside it.
    public var companions: [String]

    /// A program of the folder.
    public init(executable: String, arguments: [String] = [], companions: [String] = []) {
      self.executable = executable
      self.arguments = arguments
      self.companions = companions
    }
  }

  /// A workload of these properties; those that come with tare are in ``all``.
  public init(
    name: String, summary: String, program: Program, unit: String, principalKind: EventKind,
    kinds: Set<EventKind>, neighbour: Program? = nil, needsDirectory: Bool = false
  ) {
    self.name = name
    self.summary = summary
    self.program = program
    self.unit = unit
    self.principalKind = principalKind
    self.kinds = kinds
    self.neighbour = neighbour
    self.needsDirectory = needsDirectory
  }

  /// The workload called `argument`.
  ///
  /// - Throws: `WorkloadError.unknown`, which lists those there are.
  public init(argument: String) throws(WorkloadError) {
    guard let found = Workload.all.first(where: { $0.name == argument }) else {
      throw .unknown(name: argument, known: Workload.all.map(\.name))
    }
    self = found
  }

  /// The executables that must be there for it to run.
  public var executables: [String] {
    let programs = [program] + (neighbour.map { [$0] } ?? [])
    return programs.flatMap { [$0.executable] + $0.companions }
  }

  /// Whether a probe that watches `watched` watches none of its operations.
  public func isBystander(of watched: Set<EventKind>) -> Bool { kinds.isDisjoint(with: watched) }
}
