// SPDX-License-Identifier: Apache-2.0

/// How many events of each kind were caused; a kind that is not mentioned was not.
public struct EventCounts: Hashable, Sendable {
  private var counts: [EventKind: UInt64] = [:]

  /// No events.
  public init() {}

  /// The number of events of `kind`.
  public subscript(kind: EventKind) -> UInt64 {
    get { counts[kind, default: 0] }
    set { counts[kind] = newValue == 0 ? nil : newValue }
  }

  /// The number of events of all of `kinds`.
  public func total(of kinds: some Sequence<EventKind>) -> UInt64 {
    kinds.reduce(0) { $0 + self[$1] }
  }

  /// Returns the events of both.
  public static func + (one: EventCounts, other: EventCounts) -> EventCounts {
    var sum = EventCounts()
    for kind in EventKind.allCases { sum[kind] = one[kind] + other[kind] }
    return sum
  }

  /// Adds the events of `other`.
  public static func += (one: inout EventCounts, other: EventCounts) { one = one + other }
}

extension EventCounts: ExpressibleByDictionaryLiteral {
  /// Counts as they are listed; a kind listed twice is added up.
  public init(dictionaryLiteral elements: (EventKind, UInt64)...) {
    self.init()
    for (kind, count) in elements { self[kind] += count }
  }
}

/// Coded as an object with a member for each kind that was caused: `{"open": 90}`.
extension EventCounts: Codable {
  private struct Member: CodingKey {
    let stringValue: String
    let intValue: Int? = nil
    init?(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
    init(_ kind: EventKind) { stringValue = kind.rawValue }
  }

  /// Reads counts; a kind that is not known is an error.
  public init(from decoder: any Decoder) throws {
    self.init()
    let container = try decoder.container(keyedBy: Member.self)
    for key in container.allKeys {
      guard let kind = EventKind(rawValue: key.stringValue) else {
        throw DecodingError.dataCorruptedError(
          forKey: key, in: container, debugDescription: "no kind of event")
      }
      self[kind] = try container.decode(UInt64.self, forKey: key)
    }
  }

  /// Writes the kinds that were caused.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Member.self)
    for kind in EventKind.allCases where self[kind] > 0 {
      try container.encode(self[kind], forKey: Member(kind))
    }
  }
}
