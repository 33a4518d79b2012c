// SPDX-License-Identifier: Apache-2.0

import BPF
import ProbeObjects

/// Empty programs on the hooks of another probe's rung: what those hooks cost before a program does anything.
public struct Floor: Probe {
  /// The name on the command line.
  public static let name = "floor"
  private static let programsOfAKind = 8
  private let rung: Rung

  /// The floor under a rung of at most eight hooks of each kind.
  public init(under rung: Rung) {
    self.init(named: rung.name, on: rung.placements.map(\.hook))
  }

  /// Empty programs on the given hooks, at most eight of each kind.
  public init(named name: String, on hooks: [Hook]) {
    var used: [Hook.Kind: Int] = [:]
    let placements = hooks.map { hook in
      let number = used[hook.kind, default: 0]
      precondition(number < Self.programsOfAKind, "floor has no \(number + 1) programs of a kind")
      used[hook.kind] = number + 1
      return Rung.Placement("\(hook.kind.rawValue)_\(number)", at: hook)
    }
    rung = Rung(name, placements)
  }

  /// The compiled programs of all rungs.
  public var object: ProbeObject { .floor }

  /// One rung only.
  public var ladder: [Rung] { [rung] }
}
