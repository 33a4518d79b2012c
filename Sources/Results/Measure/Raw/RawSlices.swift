// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials

/// Every slice of a cell, in the order they ran.
///
/// In a document this is a short stream of bits in base64; docs/result-document.md has the format.
public struct RawSlices: Equatable, Sendable {
  /// Operations timed together.
  public struct Slice: Hashable, Sendable {
    /// CPU time of the thread over all operations of the slice, in ns.
    public var cpuNanoseconds: Int64
    /// Wall-clock time over all operations of the slice, in ns.
    public var wallNanoseconds: Int64

    /// Makes a slice.
    public init(cpuNanoseconds: Int64, wallNanoseconds: Int64) {
      self.cpuNanoseconds = cpuNanoseconds
      self.wallNanoseconds = wallNanoseconds
    }
  }

  /// The slices run under one condition. Its place in the block is its place in `Block.stints`.
  public struct Stint: Hashable, Sendable {
    /// An index into `conditions`.
    public var condition: Int
    /// Whether the rule for stolen time left it out.
    public var isExcluded: Bool
    /// The slices, without the one thrown away after the toggle.
    public var slices: [Slice]

    /// Makes a stint.
    public init(condition: Int, isExcluded: Bool, slices: [Slice]) {
      self.condition = condition
      self.isExcluded = isExcluded
      self.slices = slices
    }
  }

  /// One stint of each condition, in the random order in which they ran.
  public struct Block: Hashable, Sendable {
    /// The stints; fewer than conditions where the run was interrupted.
    public var stints: [Stint]

    /// Makes a block.
    public init(stints: [Stint]) { self.stints = stints }
  }

  /// One fresh loading of the programs and start of the workload.
  public struct Load: Hashable, Sendable {
    /// The blocks.
    public var blocks: [Block]

    /// Makes a load.
    public init(blocks: [Block]) { self.blocks = blocks }
  }

  /// The conditions that the stints refer to by index.
  public var conditions: [Condition]
  /// The loads.
  public var loads: [Load]

  /// Makes raw slices.
  public init(conditions: [Condition], loads: [Load] = []) {
    self.conditions = conditions
    self.loads = loads
  }
}

extension RawSlices: Codable {
  private enum Key: String, CodingKey { case conditions, packed }

  /// Reads the conditions and the stream in base64.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    let text = try container.decode(String.self, forKey: .packed)
    guard let data = Data(base64Encoded: text) else {
      throw DecodingError.dataCorruptedError(
        forKey: .packed, in: container, debugDescription: "it is not base64")
    }
    do {
      try self.init(
        conditions: container.decode([Condition].self, forKey: .conditions), packed: [UInt8](data))
    } catch ResultsError.malformed(_, let reason) {
      throw DecodingError.dataCorruptedError(
        forKey: .packed, in: container, debugDescription: reason)
    }
  }

  /// Writes the conditions and the stream in base64.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(conditions, forKey: .conditions)
    try container.encode(Data(packed).base64EncodedString(), forKey: .packed)
  }
}
