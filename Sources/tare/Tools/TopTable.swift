// SPDX-License-Identifier: Apache-2.0

import Lines
import Probes

/// The most frequent events, the most frequent first.
struct TopTable {
  private let rows: [(subject: EventSubject, count: UInt64)]

  init(_ counts: [EventSubject: UInt64], count: Int) {
    let sorted = counts.sorted {
      $0.value != $1.value
        ? $0.value > $1.value
        : ($0.key.comm + [0] + $0.key.subject).lexicographicallyPrecedes(
          $1.key.comm + [0] + $1.key.subject)
    }
    rows = sorted.prefix(count).map { ($0.key, $0.value) }
  }

  func append(to line: inout LineBuffer, json: Bool) {
    if json {
      for row in rows {
        line.beginObject()
        line.member("event", "top")
        line.member("count", row.count)
        line.member("comm", bytes: row.subject.comm)
        line.member("subject", bytes: row.subject.subject)
        line.endObjectLine()
      }
      return
    }
    line.append("COUNT")
    line.pad(toColumn: 11)
    line.append("COMM")
    line.pad(toColumn: 28)
    line.append("SUBJECT")
    line.endLine()
    for row in rows {
      line.append("\(row.count)")
      line.pad(toColumn: 11)
      line.append(printing: row.subject.comm)
      line.pad(toColumn: 28)
      line.append(printing: row.subject.subject)
      line.endLine()
    }
  }
}
