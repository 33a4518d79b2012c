// SPDX-License-Identifier: Apache-2.0

import BPF
import Glibc
import Results
import System

/// Kinds of hook, proved by firing.
extension Surveyor {
  /// Tries each kind, needed or not.
  func hooks(neededBy users: [String: Set<String>]) -> [Feature] {
    let trials = HookTrial.all(function: function, uprobe: Self.uprobe)
    return trials.map { hook in
      let hints = [hint(hook.kind)] + hook.options.map { hint($0) }
      return Feature(
        hook.name, trial { hook.run() }, hints: hints.compactMap(\.self),
        neededBy: users[hook.name] ?? [])
    }
  }

  private var function: String {
    guard case .success(let types) = types else { return HookTrial.functions[0] }
    return HookTrial.functions.first { types.type(.function, named: $0) != nil }
      ?? HookTrial.functions[0]
  }

  private static var uprobe: MemoryPlace? {
    File.text(of: "/proc/self/maps").flatMap { MemoryPlace(of: UprobeTarget.address, in: $0) }
  }
}
