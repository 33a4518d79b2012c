// SPDX-License-Identifier: Apache-2.0

import BPF

extension LoadedProbe {
  /// Runs of the rung's programs that the kernel skipped, since the program was already running on
  /// that CPU. Oldest kernel 5.12; 0 before.
  public func skippedRuns() throws(BPFError) -> UInt64 {
    try information().reduce(0) { $0 + $1.recursionMisses }
  }

  /// The kernel's figures of each of the rung's programs, once, in the rung's order.
  public func information() throws(BPFError) -> [ProgramInformation] {
    try information(of: rung.placements + rung.spares)
  }

  /// The kernel's figures of the programs on some of its hooks.
  ///
  /// - Parameter isWanted: Whether the program on a hook is wanted.
  /// - Returns: Each program once, in the rung's order.
  /// - Throws: `BPFError.failed` with `read`.
  public func information(
    where isWanted: (Hook) -> Bool
  ) throws(BPFError) -> [ProgramInformation] {
    try information(of: rung.placements.filter { isWanted($0.hook) })
  }

  private func information(
    of placements: [Rung.Placement]
  ) throws(BPFError) -> [ProgramInformation] {
    var result: [ProgramInformation] = []
    var seen: Set<String> = []
    for placement in placements where seen.insert(placement.program).inserted {
      result.append(try object.information(ofProgram: placement.program))
    }
    return result
  }

  /// The work of its programs while the kernel's statistics were on. Oldest kernel 5.1.
  ///
  /// - Throws: `BPFError.failed` with `read`.
  public func work() throws(BPFError) -> ProbeWork {
    let watching = try information(of: watching + rung.spares)
    let others =
      try information(of: Array(steady)) + information(of: rung.extras.flatMap(\.placements))
    let runs = watching.reduce(UInt64(0)) { $0 + $1.runCount }
    return ProbeWork(
      events: Double(runs) / Double(rung.runsPerEvent),
      nanoseconds: (watching + others).reduce(0) { $0 + $1.runNanoseconds })
  }
}
