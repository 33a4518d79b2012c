// SPDX-License-Identifier: Apache-2.0

/// Why values give no estimate.
public enum StatisticsError: Error, Hashable, Sendable, CustomStringConvertible {
  /// There are fewer than two loads: nothing says how much one differs from the next.
  case tooFewLoads(Int)
  /// The load at `index`, from 0, holds no block.
  case emptyLoad(index: Int)
  /// A value that must be a finite, positive number of nanoseconds is not; indices from 0.
  case notPositive(load: Int, block: Int)

  /// The reason in words, with what to do about it.
  public var description: String {
    switch self {
    case .tooFewLoads(let loads):
      "\(loads) load(s) give no interval: at least 2 are needed, 8 for one to trust"
    case .emptyLoad(let index): "load \(index + 1) holds no block: leave it out and count it"
    case .notPositive(let load, let block):
      "block \(block + 1) of load \(load + 1) has no positive time: use longer slices"
    }
  }
}
