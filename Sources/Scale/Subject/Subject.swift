// SPDX-License-Identifier: Apache-2.0

import BPF
import Results

/// Whatever can stand on the scale: a probe, a stranger's object, a command, a known weight.
public protocol Subject: Sendable {
  /// A name that two runs agree on.
  var name: String { get }
  /// The options it is weighed with that differ from its defaults, by name.
  var options: [String: String] { get }
  /// The ways to attach it, the best first.
  var ways: [Way] { get }
  /// What it watches, and the workloads it is weighed on.
  var watching: Watching { get }
  /// Loads what one way needs; nothing is attached yet.
  ///
  /// - Parameters:
  ///   - way: One of `ways`.
  ///   - keepingFigures: Whether to keep the verifier's figures of each program.
  /// - Throws: `WeighingError.kernel` with the kernel's reason for refusing it.
  func prepare(
    _ way: Way, keepingFigures: Bool
  ) throws(WeighingError) -> any PreparedSubject
  /// The first way that loads and attaches here, and the kernel's reasons against those before it.
  func bestWay() -> (way: Way?, refused: [RungRefusal])
}

extension Subject {
  /// The defaults.
  public var options: [String: String] { [:] }

  /// Loads what one way needs, without the verifier's figures.
  ///
  /// - Throws: `WeighingError.kernel` with the kernel's reason for refusing it.
  public func prepare(_ way: Way) throws(WeighingError) -> any PreparedSubject {
    try prepare(way, keepingFigures: false)
  }

  /// Loads and attaches one way, and detaches it at once.
  ///
  /// - Throws: `WeighingError.kernel` with the kernel's reason for refusing it.
  public func attempt(_ way: Way) throws(WeighingError) {
    let prepared = try prepare(way)
    try prepared.attach()
    try prepared.detach()
  }

  /// The first way that loads and attaches here, found by trying each, and the reasons against those before it.
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

  /// The way of that name.
  public func way(named name: String) -> Way? { ways.first { $0.name == name } }
}
