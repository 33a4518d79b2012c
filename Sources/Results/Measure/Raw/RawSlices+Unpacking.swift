// SPDX-License-Identifier: Apache-2.0

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
    var last = [SliceReading](repeating: SliceReading(), count: conditionCount)
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
    from reader: inout BitReader, orders: [Int], usual: Int64, last: inout [SliceReading]
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
