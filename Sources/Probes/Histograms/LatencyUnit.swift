// SPDX-License-Identifier: Apache-2.0

/// The unit that latencies are shown in.
public enum LatencyUnit: Sendable, Hashable {
  case nanoseconds, microseconds, milliseconds

  /// Nanoseconds of one.
  public var nanoseconds: UInt64 {
    switch self {
    case .nanoseconds: 1
    case .microseconds: 1000
    case .milliseconds: 1_000_000
    }
  }

  /// The title of a histogram's column, as the tools of others have it.
  public var title: String {
    switch self {
    case .nanoseconds: "nsecs"
    case .microseconds: "usecs"
    case .milliseconds: "msecs"
    }
  }

  /// The unit behind a number.
  public var symbol: String {
    switch self {
    case .nanoseconds: "ns"
    case .microseconds: "us"
    case .milliseconds: "ms"
    }
  }

  /// A time with its unit; from microseconds up with up to three digits behind the point.
  public func text(of latency: UInt64) -> String {
    let unit = nanoseconds
    guard unit > 1 else { return "\(latency) ns" }
    let digits = String(latency % unit * 1000 / unit + 1000).dropFirst()
    let kept = String(digits.reversed().drop { $0 == "0" }.reversed())
    return "\(latency / unit)\(kept.isEmpty ? "" : ".")\(kept) \(symbol)"
  }
}
