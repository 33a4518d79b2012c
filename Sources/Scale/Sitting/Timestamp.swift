// SPDX-License-Identifier: Apache-2.0

import Glibc

/// The time of day for documents.
public enum Timestamp {
  /// Now, in UTC, as ISO 8601 has it: `2026-01-31T12:00:00Z`.
  public static func now() -> String {
    var now = time(nil)
    var parts = unsafe tm()
    unsafe gmtime_r(&now, &parts)
    var text = [CChar](repeating: 0, count: 32)
    let length = unsafe text.withUnsafeMutableBufferPointer {
      unsafe strftime($0.baseAddress, $0.count, "%Y-%m-%dT%H:%M:%SZ", &parts)
    }
    return String(decoding: text.prefix(length).map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}
