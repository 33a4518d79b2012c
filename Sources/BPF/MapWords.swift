// SPDX-License-Identifier: Apache-2.0

/// A copy of a key or value of a map, as 64-bit words in the machine's order.
public struct MapWords: Sendable, Hashable {
  /// The words.
  public let words: [UInt64]

  /// Wraps words.
  public init(_ words: [UInt64]) { self.words = words }

  /// The number of bytes.
  public var count: Int { words.count * 8 }

  /// The word at a position counted in words; 0 beyond the end.
  public func word(_ index: Int) -> UInt64 { words.indices.contains(index) ? words[index] : 0 }

  /// The 32-bit number at a position counted in halves of a word; 0 beyond the end.
  public func half(_ index: Int) -> UInt32 {
    UInt32(truncatingIfNeeded: word(index / 2) >> (index % 2 == 0 ? 0 : 32))
  }

  /// The bytes from `start` up to the first NUL or `limit` bytes, decoded as UTF-8 with repair.
  public func text(at start: Int, limit: Int) -> String {
    String(decoding: bytes(at: start, limit: limit), as: UTF8.self)
  }

  /// The bytes from `start` up to the first NUL or `limit` bytes.
  public func bytes(at start: Int, limit: Int) -> [UInt8] {
    let bytes = (min(start, count)..<min(start + limit, count)).map { index in
      UInt8(truncatingIfNeeded: words[index / 8] >> (8 * UInt64(index % 8)))
    }
    return Array(bytes.prefix { $0 != 0 })
  }
}
