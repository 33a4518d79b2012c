// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import Testing

@testable import Results

@Suite struct RawSlicesTests {
  @Test func `what was packed is unpacked to the nanosecond`() throws {
    let raw = RawSlices.noisy(loads: 2, blocks: 50)
    #expect(try RawSlices(conditions: raw.conditions, packed: raw.packed) == raw)
  }

  @Test func `slices as large or as small as can be come back`() throws {
    let extremes: [Int64] = [.min, .max, 0, -1, 1, .max, .min, 0]
    let slices = extremes.map {
      RawSlices.Slice(cpuNanoseconds: $0, wallNanoseconds: 0 &- $0)
    }
    let stint = RawSlices.Stint(condition: 0, isExcluded: true, slices: slices)
    let raw = RawSlices(
      conditions: [.off], loads: [.init(blocks: [.init(stints: [stint, stint])])])
    #expect(try RawSlices(conditions: [.off], packed: raw.packed) == raw)
  }

  @Test func `an interrupted block and an empty load come back`() throws {
    let stint = RawSlices.Stint(condition: 1, isExcluded: false, slices: [])
    let raw = RawSlices(
      conditions: [.off, Condition("kprobe")],
      loads: [.init(blocks: []), .init(blocks: [.init(stints: [stint]), .init(stints: [])])])
    #expect(try RawSlices(conditions: raw.conditions, packed: raw.packed) == raw)
  }

  @Test func `realistic noise takes less than four bytes a slice`() {
    let raw = RawSlices.noisy(loads: 4, blocks: 250)
    let bytesPerSlice = Double(raw.packed.count) / Double(4 * 250 * 5 * 4)
    #expect(bytesPerSlice < 3.6, "\(bytesPerSlice) bytes a slice")
    #expect(bytesPerSlice > 3, "\(bytesPerSlice) bytes a slice: is the noise still noise?")
  }

  @Test func `a stream that was cut or changed is refused, never a crash`() throws {
    let raw = RawSlices.noisy(loads: 1, blocks: 2)
    let packed = raw.packed
    for count in 0..<packed.count - 1 {
      #expect(throws: ResultsError.self) {
        try RawSlices(conditions: raw.conditions, packed: Array(packed[..<count]))
      }
    }
    var random = SplitMix(state: 7)
    for _ in 0..<2_000 {
      var damaged = packed
      damaged[Int(random.next() % UInt64(packed.count))] = UInt8(truncatingIfNeeded: random.next())
      do { _ = try RawSlices(conditions: raw.conditions, packed: damaged) } catch {
        guard case .malformed("raw.packed", _) = error else {
          Issue.record("unexpected error: \(error)")
          continue
        }
      }
    }
  }
}
