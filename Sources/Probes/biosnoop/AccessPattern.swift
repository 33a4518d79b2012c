// SPDX-License-Identifier: Apache-2.0

import BPF
import Synchronization

/// Tells requests that go on where the one before on their disk ended.
public final class AccessPattern: Sendable {
  /// How a request lies to the one before it.
  public enum Access: String, Sendable {
    case sequential, random
  }

  private static let sectorBytes: UInt64 = 512
  /// Where the last request to each device ended, in sectors.
  private let ends = Mutex<[UInt32: UInt64]>([:])

  /// No request is known yet.
  public init() {}

  /// How the next request lies.
  ///
  /// - Returns: `nil` for a device's first request, and for one without a place, as a flush.
  func next(_ record: RawSpan) -> Access? {
    let size = UInt64(record.uint32(at: Biosnoop.Offset.size))
    guard size > 0 else { return nil }
    let start = record.uint64(at: Biosnoop.Offset.sector)
    let device = record.uint32(at: Biosnoop.Offset.device)
    let before = ends.withLock { ends in
      defer { ends[device] = start &+ size / Self.sectorBytes }
      return ends[device]
    }
    return before.map { $0 == start ? .sequential : .random }
  }
}
