// SPDX-License-Identifier: Apache-2.0

import BPF
import Results

/// A thing to weigh: a probe, anyone's object, a command, a known weight.
public protocol Subject: Sendable {
  /// The name, which every run agrees on.
  var name: String { get }
  /// The options, by name, that differ from the defaults.
  var options: [String: String] { get }
  /// The ways to attach the subject, the best first.
  var ways: [Way] { get }
  /// The events that the subject watches, and the workloads to weigh it on.
  var watching: Watching { get }
  /// Loads the programs of one way, and attaches nothing.
  ///
  /// - Parameters:
  ///   - way: One of `ways`.
  ///   - keepingFigures: Whether to keep the verifier's figures of each program.
  /// - Returns: The loaded subject.
  /// - Throws: `WeighingError.kernel` with the kernel's reason.
  func prepare(_ way: Way, keepingFigures: Bool) throws(WeighingError) -> any PreparedSubject
  /// Finds the first way that attaches, with the kernel's reasons against those before it.
  func bestWay() -> (way: Way?, refused: [RungRefusal])
}

extension Subject {
  /// No options.
  public var options: [String: String] { [:] }

  /// Loads the programs of one way, without the verifier's figures.
  ///
  /// - Throws: `WeighingError.kernel` with the kernel's reason.
  public func prepare(_ way: Way) throws(WeighingError) -> any PreparedSubject {
    try prepare(way, keepingFigures: false)
  }

  /// Loads and attaches one way, and detaches it at once.
  ///
  /// - Throws: `WeighingError.kernel` with the kernel's reason.
  public func attempt(_ way: Way) throws(WeighingError) {
    let prepared = try prepare(way)
    try prepared.attach()
    try prepared.detach()
  }

  /// Tries each way, and returns the first that attaches with the reasons against those before it.
  public func bestWay() -> (way: Way?, refused: [RungRefusal]) {
    var refused: [RungRefusal] = []
    for way in ways {
      do throws(WeighingError) {
        try attempt(way)
        return (way, refused)
      } catch { refused.append(RungRefusal(rung: way.name, reason: error.description)) }
    }
    return (nil, refused)
  }

  /// Finds a way by its name.
  public func way(named name: String) -> Way? { ways.first { $0.name == name } }
}

/// A way to attach a subject: a rung of a probe's ladder, or the only way of a command.
public struct Way: Sendable, Hashable {
  /// The name for `--rung` and in documents.
  public let name: String
  /// The hooks, whose empty programs are the floor; none for a command.
  public let hooks: [Hook]
  /// Runs of the programs per event: two where an event has a beginning and an end.
  public let runsPerEvent: Int

  /// Makes a way.
  public init(_ name: String, _ hooks: [Hook], runsPerEvent: Int = 1) {
    self.name = name
    self.hooks = hooks
    self.runsPerEvent = runsPerEvent
  }

  /// Whether the hooks slow down every system call of the machine.
  package var isPaidByEveryCall: Bool {
    hooks.contains { hook in
      switch hook {
      case .rawTracepoint(let event), .tpBTF(let event): event.hasPrefix("sys_")
      case .tracepoint(let category, _): ["syscalls", "raw_syscalls"].contains(category)
      default: false
      }
    }
  }
}
