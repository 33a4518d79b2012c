// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials

// The format is written down in docs/result-document.md, with a decoder in Python that a test runs.

/// Maps small numbers of either sign to small numbers: 0, −1, 1, −2 … to 0, 1, 2, 3 …
private func zigzag(_ value: Int64) -> UInt64 {
  UInt64(bitPattern: (value << 1) ^ (value >> 63))
}

private func unzigzag(_ value: UInt64) -> Int64 {
  Int64(bitPattern: value >> 1) ^ -Int64(bitPattern: value & 1)
}

/// A slice as it is stored: CPU time, and what the wall clock saw beyond it.
private struct Reading {
  var cpu: Int64 = 0
  var gap: Int64 = 0

  init() {}

  init(_ slice: RawSlices.Slice) {
    cpu = slice.cpuNanoseconds
    gap = slice.wallNanoseconds &- slice.cpuNanoseconds
  }

  var slice: RawSlices.Slice {
    RawSlices.Slice(cpuNanoseconds: cpu, wallNanoseconds: cpu &+ gap)
  }
}

/// The order for which the codes of `values` are shortest, looked for around their median.
private func bestOrder(for values: [UInt64]) -> Int {
  guard !values.isEmpty else { return 1 }
  let median = values.sorted()[values.count / 2]
  let width = UInt64.bitWidth - median.leadingZeroBitCount
  func cost(_ order: Int) -> Int {
    values.reduce(0) { $0 + BitWriter.cost(of: $1, order: order) }
  }
  let orders = (max(1, width - 2)...max(1, min(width + 1, 62)))
  return orders.min { cost($0) < cost($1) } ?? 1
}

// MARK: - Packing

extension RawSlices {
  /// The slices as a stream of bits, about 3.5 bytes a slice.
  public var packed: [UInt8] {
    var writer = BitWriter()
    writer.write(UInt64(loads.count), order: 8)
    for load in loads { load.write(to: &writer, conditionCount: conditions.count) }
    return writer.finish()
  }
}

extension RawSlices.Load {
  fileprivate func write(to writer: inout BitWriter, conditionCount: Int) {
    let differences = self.differences(conditionCount: conditionCount)
    let orders = (bestOrder(for: differences.map(\.cpu)), bestOrder(for: differences.map(\.gap)))
    let usual = blocks.first?.stints.first?.slices.count ?? 0
    writer.write(UInt64(orders.0), order: 4)
    writer.write(UInt64(orders.1), order: 4)
    writer.write(UInt64(usual), order: 4)
    writer.write(UInt64(blocks.count), order: 8)
    var next = 0
    for block in blocks {
      writer.write(UInt64(block.stints.count), order: 2)
      for stint in block.stints {
        writer.write(UInt64(stint.condition), order: 1)
        writer.write(stint.isExcluded ? 1 : 0, bits: 1)
        writer.write(zigzag(Int64(stint.slices.count - usual)), order: 0)
        for difference in differences[next..<next + stint.slices.count] {
          writer.write(difference.cpu, order: orders.0)
          writer.write(difference.gap, order: orders.1)
        }
        next += stint.slices.count
      }
    }
  }

  /// Each slice less the slice before it under the same condition of this load.
  private func differences(conditionCount: Int) -> [(cpu: UInt64, gap: UInt64)] {
    var last = [Reading](repeating: Reading(), count: conditionCount)
    var differences: [(cpu: UInt64, gap: UInt64)] = []
    for stint in blocks.lazy.flatMap(\.stints) {
      for slice in stint.slices {
        let reading = Reading(slice)
        let before = last[stint.condition]
        differences.append((zigzag(reading.cpu &- before.cpu), zigzag(reading.gap &- before.gap)))
        last[stint.condition] = reading
      }
    }
    return differences
  }
}

// MARK: - Unpacking

extension RawSlices {
  /// Reads what `packed` gave.
  ///
  /// - Parameters:
  ///   - conditions: What the stints' condition indices mean.
  ///   - packed: The stream of bits.
  /// - Throws: `malformed` when the stream is cut off or damaged.
  public init(conditions: [Condition], packed: [UInt8]) throws(ResultsError) {
    var reader = BitReader(packed)
    self.init(conditions: conditions)
    for _ in 0..<(try reader.count(order: 8)) {
      loads.append(try Load(from: &reader, conditionCount: conditions.count))
    }
    guard reader.remaining < 8 else { throw BitReader.damaged("something follows its end") }
  }
}

extension RawSlices.Load {
  fileprivate init(from reader: inout BitReader, conditionCount: Int) throws(ResultsError) {
    var orders: [Int] = []
    for _ in 0..<2 {
      let order = try reader.number(order: 4)
      guard order < 63 else { throw BitReader.damaged("an order is too large") }
      orders.append(Int(order))
    }
    let usual = try reader.number(order: 4)
    guard usual <= UInt64(UInt32.max) else { throw BitReader.damaged("a count is too large") }
    var last = [Reading](repeating: Reading(), count: conditionCount)
    self.init(blocks: [])
    for _ in 0..<(try reader.count(order: 8)) {
      var block = RawSlices.Block(stints: [])
      for _ in 0..<(try reader.count(order: 2)) {
        block.stints.append(
          try RawSlices.Stint(from: &reader, orders: orders, usual: Int64(usual), last: &last))
      }
      blocks.append(block)
    }
  }
}

extension RawSlices.Stint {
  fileprivate init(
    from reader: inout BitReader, orders: [Int], usual: Int64, last: inout [Reading]
  ) throws(ResultsError) {
    let condition = try reader.number(order: 1)
    guard condition < UInt64(last.count) else {
      throw BitReader.damaged("a stint has condition \(condition) of \(last.count)")
    }
    self.init(condition: Int(condition), isExcluded: try reader.bit() == 1, slices: [])
    let count = usual &+ unzigzag(try reader.number(order: 0))
    guard count >= 0, count <= Int64(reader.remaining) else {
      throw BitReader.damaged("a count exceeds what is left")
    }
    var reading = last[self.condition]
    for _ in 0..<count {
      reading.cpu &+= unzigzag(try reader.number(order: orders[0]))
      reading.gap &+= unzigzag(try reader.number(order: orders[1]))
      slices.append(reading.slice)
    }
    last[self.condition] = reading
  }
}

// MARK: - In a document

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
