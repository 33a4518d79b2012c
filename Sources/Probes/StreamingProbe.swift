// SPDX-License-Identifier: Apache-2.0

import BPF
import Lines

/// A probe that sends each event by itself, through the ring buffer map `records`.
public protocol StreamingProbe: Probe {
  /// One event, as a plain value.
  associatedtype Event: Sendable
  /// The event of a record, or `nil` where the bytes are no record of this probe.
  static func event(from record: RawSpan) -> Event?
  /// The subject that `--top` counts a record by; `nil` where it is no record.
  static func subject(of record: RawSpan) -> EventSubject?
  /// Writes the line that names the columns.
  static func appendHeader(to line: inout LineBuffer)
  /// Writes a record as one line, without going through an `Event`: readers must keep up.
  static func append(_ record: RawSpan, to line: inout LineBuffer)
}

extension StreamingProbe {
  /// How long an event waits for company at most, in milliseconds: a reader looks so often by
  /// itself. Waking it for each event would cost the traced code.
  public static var patience: Int { 50 }
}
