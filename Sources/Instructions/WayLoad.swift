// SPDX-License-Identifier: Apache-2.0

import Results
import Scale

/// A subject and the floor under it, loaded for a guest's rounds, with a reader where the subject sends events.
struct WayLoad {
  let floor: SubjectCondition
  let subject: SubjectCondition
  let reader: (any Reader)?

  /// Loads both.
  ///
  /// - Parameters:
  ///   - subject: What to load.
  ///   - way: One of its ways.
  ///   - workload: What is watched.
  ///   - output: Where a reader writes.
  /// - Throws: The kernel's refusal of either.
  init(
    _ subject: any Subject, _ way: Way, watching workload: WitnessedWorkload, output: Int32
  ) throws(WeighingError) {
    let prepared = try subject.prepare(way)
    floor = SubjectCondition(.floor, try PreparedPrograms(emptyAt: way.hooks))
    self.subject = SubjectCondition(.probe, prepared)
    reader = try prepared.makeReader(for: prepared.witness(of: workload), output: output)
  }
}

/// Which condition holds, in a guest's rounds. One that ends a round and begins the next stays attached.
struct RoundConditions {
  private let load: WayLoad
  private var attached: SubjectCondition?

  init(_ load: WayLoad) { self.load = load }

  /// Detaches what is attached, if it is another, and attaches this one.
  mutating func change(to condition: Condition) throws(WeighingError) {
    let wanted = [load.floor, load.subject].first { $0.condition == condition }
    if attached !== wanted { try detach() }
    try wanted?.attach()
    attached = wanted
  }

  /// Leaves nothing attached.
  mutating func detach() throws(WeighingError) {
    try attached?.detach()
    attached = nil
  }

  /// Detaches, and ends the reader.
  ///
  /// - Returns: Events that the subject's kernel side had no room for.
  mutating func finish() throws(WeighingError) -> UInt64 {
    try detach()
    try load.reader?.finish()
    return try load.subject.subject.lostEvents() ?? 0
  }
}
