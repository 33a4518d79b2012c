// SPDX-License-Identifier: Apache-2.0

import Results
import Testing

@testable import Calibration

@Suite struct ShareOfCPUTests {
  @Test func `the workload's share of its CPU is seen in its slices`() throws {
    let slice = RawSlices.Slice(cpuNanoseconds: 40, wallNanoseconds: 100)
    let block = RawSlices.Block(stints: [
      .init(condition: 0, isExcluded: false, slices: [slice, slice])
    ])
    let raw = RawSlices(conditions: [.off], loads: [.init(blocks: [block])])
    #expect(raw.shareOfCPU == 0.4)
    #expect(RawSlices(conditions: []).shareOfCPU == 1)
  }
}
