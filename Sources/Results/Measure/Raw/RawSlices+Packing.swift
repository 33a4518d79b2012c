// SPDX-License-Identifier: Apache-2.0

// The format is written down in docs/result-document.md, with a decoder in Python that a test runs.

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
    var last = [SliceReading](repeating: SliceReading(), count: conditionCount)
    var differences: [(cpu: UInt64, gap: UInt64)] = []
    for stint in blocks.lazy.flatMap(\.stints) {
      for slice in stint.slices {
        let reading = SliceReading(slice)
        let before = last[stint.condition]
        differences.append((zigzag(reading.cpu &- before.cpu), zigzag(reading.gap &- before.gap)))
        last[stint.condition] = reading
      }
    }
    return differences
  }
}

/// The order for which the codes of `values` are shortest, looked for around their median.
private func bestOrder(for values: [UInt64]) -> Int {
  guard !values.isEmpty else { return 1 }
  let median = values.sorted()[values.count / 2]
  let width = UInt64.bitWidth - median.leadingZeroBitCount
  func cost(_ order: Int) -> Int { values.reduce(0) { $0 + BitWriter.cost(of: $1, order: order) } }
  let orders = (max(1, width - 2)...max(1, min(width + 1, 62)))
  return orders.min { cost($0) < cost($1) } ?? 1
}

/// Maps small numbers of either sign to small numbers: 0, −1, 1, −2 … to 0, 1, 2, 3 …
func zigzag(_ value: Int64) -> UInt64 { UInt64(bitPattern: (value << 1) ^ (value >> 63)) }

func unzigzag(_ value: UInt64) -> Int64 {
  Int64(bitPattern: value >> 1) ^ -Int64(bitPattern: value & 1)
}

/// A slice as it is stored: CPU time, and what the wall clock saw beyond it.
struct SliceReading {
  var cpu: Int64 = 0
  var gap: Int64 = 0

  init() {}

  init(_ slice: RawSlices.Slice) {
    cpu = slice.cpuNanoseconds
    gap = slice.wallNanoseconds &- slice.cpuNanoseconds
  }

  var slice: RawSlices.Slice { RawSlices.Slice(cpuNanoseconds: cpu, wallNanoseconds: cpu &+ gap) }
}
