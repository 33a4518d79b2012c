// SPDX-License-Identifier: Apache-2.0

import Lines

/// How records of a streaming probe become lines.
///
/// A record is formatted from its bytes, without a value in between: readers must keep up.
public protocol RecordFormat {
  /// Writes what comes before the first record; nothing for JSON.
  func appendHeader(to line: inout LineBuffer)
  /// Writes a record as one line, or nothing where it is none.
  func append(_ record: RawSpan, to line: inout LineBuffer)
}

/// The process and object that `--top` counts events by.
public struct EventSubject: Hashable, Sendable {
  /// The thread's name.
  public var comm: [UInt8]
  /// The path, program or file of the event.
  public var subject: [UInt8]
}
