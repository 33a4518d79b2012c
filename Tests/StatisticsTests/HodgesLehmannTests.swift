// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Statistics

@Suite struct HodgesLehmannTests {
  @Test func `the estimate of Darwin's maize is the median of all pairs`() {
    #expect(hodgesLehmann(darwin) == 25)
    #expect(hodgesLehmann([7]) == 7)
    #expect(hodgesLehmann([1, 2]) == 1.5)
  }

  @Test func `a quarter of wild values does not carry the estimate away`() throws {
    let estimate = try #require(hodgesLehmann([1, 2, 3, 4, 5, 6, 7, 8, 9, 1e12, 1e12]))
    #expect(estimate < 10)
  }

  @Test(arguments: [2, 3, 7, 16, 33])
  func `every average found without writing them out is the one in the sorted list`(count: Int) {
    var random = RandomSource(seed: UInt64(count))
    let values = (0..<count).map { _ in (random.unit() * 20).rounded() + 1e-3 * random.unit() }
    let tied = values.map { $0.rounded() }
    for sample in [values, tied] {
      let list = sample.indices.flatMap { i in
        sample[i...].map { sample[i] / 2 + $0 / 2 }
      }.sorted()
      let averages = WalshAverages(sample)
      #expect((1...list.count).map { averages?.smallest($0) } == list)
      #expect(averages?.median == median(list))
    }
  }

  @Test func `two thousand values take no memory for their two million pairs`() throws {
    var random = RandomSource(seed: 1)
    let values = (0..<2000).map { _ in random.unit() }
    let estimate = try #require(hodgesLehmann(values))
    #expect(abs(estimate - 0.5) < 0.02)
  }
}
