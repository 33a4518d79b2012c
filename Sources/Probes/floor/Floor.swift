// SPDX-License-Identifier: Apache-2.0

import BPF
import ProbeObjects

/// Empty programs on the hooks of another probe's rung: what those hooks cost before a program does anything.
public struct Floor: Probe {
  private static let programsOfAKind = 8
  private let rung: Rung

  /// The floor under a rung of at most eight hooks of each kind that its programs are loaded for.
  public init(under rung: Rung) {
    self.init(named: rung.name, on: rung.placements.map(\.hook))
  }

  /// Empty programs on the given hooks. Programs at kprobes and uprobes may be at several; of other kinds eight hooks at
  /// most can be had.
  public init(named name: String, on hooks: [Hook]) {
    var used: [Hook.Kind: Int] = [:]
    let placements = hooks.map { hook in
      let count = used[hook.kind, default: 0]
      let isShared = [.kprobe, .kretprobe, .uprobe, .uretprobe].contains(hook.kind)
      precondition(
        isShared || count < Self.programsOfAKind, "floor has no \(count + 1) programs of a kind")
      used[hook.kind] = count + 1
      let number = count % Self.programsOfAKind
      return Rung.Placement("\(hook.kind.rawValue)_\(number)", at: hook)
    }
    rung = Rung(name, placements)
  }

  /// The compiled programs of all rungs.
  public var object: ProbeObject { .floor }

  /// Empty programs lose nothing.
  public var losses: LossCount { .none }

  /// One rung only.
  public var ladder: [Rung] { [rung] }
}
