// SPDX-License-Identifier: Apache-2.0

import BPF
import ProbeObjects

extension PreparedPrograms {
  /// The number of programs of each kind in the object of empty programs.
  private static let emptyProgramsOfAKind = 8

  /// Loads an empty program for each hook: the floor, whose cost is the hooks' alone.
  ///
  /// - Parameters:
  ///   - hooks: Any number of hooks. One program serves several kprobes or uprobes; of other kinds
  ///     every eight hooks take one more copy of the object.
  ///   - name: The name in messages.
  /// - Throws: `WeighingError.kernel` with the kernel's reason against one of them.
  package convenience init(
    emptyAt hooks: [Hook], name: String = "floor"
  ) throws(WeighingError) {
    self.init()
    for placements in Self.emptyPrograms(at: hooks) {
      try load(ProbeObject.floor.bytes, name: name, placements)
    }
  }

  /// The placements in each copy of the object.
  static func emptyPrograms(at hooks: [Hook]) -> [[Placement]] {
    var used: [Hook.Kind: Int] = [:]
    var copies: [[Placement]] = []
    for hook in hooks {
      let count = used[hook.kind, default: 0]
      used[hook.kind] = count + 1
      let copy = hook.kind.servesMany ? 0 : count / emptyProgramsOfAKind
      while copies.count <= copy { copies.append([]) }
      let program = "\(hook.kind.rawValue)_\(count % emptyProgramsOfAKind)"
      copies[copy].append(Placement(program, at: hook))
    }
    return copies
  }
}
