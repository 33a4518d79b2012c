// SPDX-License-Identifier: Apache-2.0

import Results
import Scale

/// A loaded subject and its floor for a guest's rounds, with a reader where events are streamed.
struct PreparedWay {
  let floor: SubjectCondition
  let subject: SubjectCondition
  let reader: (any Reader)?

  /// Loads the subject and its floor.
  init(
    _ subject: any Subject, _ way: Way, watching workload: WitnessedWorkload, output: Int32
  ) throws(WeighingError) {
    let prepared = try subject.prepare(way)
    floor = SubjectCondition(.floor, try PreparedPrograms(emptyAt: way.hooks))
    self.subject = SubjectCondition(.probe, prepared)
    reader = try prepared.makeReader(for: prepared.witness(of: workload), output: output)
  }
}

/// The condition that is attached in a guest's rounds. One that ends a round and begins the next
/// stays attached.
struct RoundConditions {
  private let prepared: PreparedWay
  private var attached: SubjectCondition?

  init(_ prepared: PreparedWay) { self.prepared = prepared }

  /// Attaches a condition, and detaches another one before that.
  mutating func change(to condition: Condition) throws(WeighingError) {
    let wanted = [prepared.floor, prepared.subject].first { $0.condition == condition }
    if attached !== wanted { try detach() }
    try wanted?.attach()
    attached = wanted
  }

  /// Detaches the condition.
  mutating func detach() throws(WeighingError) {
    try attached?.detach()
    attached = nil
  }

  /// Detaches the condition, ends the reader and returns the number of lost events.
  mutating func finish() throws(WeighingError) -> UInt64 {
    try detach()
    try prepared.reader?.finish()
    return try prepared.subject.subject.lostEvents() ?? 0
  }
}
