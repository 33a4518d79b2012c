// SPDX-License-Identifier: Apache-2.0

import Results
import Testing

@testable import Subjects

@Suite struct BlindSpotTests {
  private func spots(
    given: [UInt32: UInt64], seen: [UInt32: UInt64], own: UInt32 = 100
  ) -> [BlindSpot] {
    BlindSpotSearch.spots(given: given, seen: seen, own: own) { "name \($0)" }
  }

  @Test func `a process is one where it had turns and none was seen`() {
    let found = spots(
      given: [100: 40, 7: 12, 1: 3, 8: 500, 9: 2],
      seen: [100: 40, 8: 1, 0: 900])
    #expect(
      found == [
        BlindSpot(pid: 1, name: "name 1", turns: 3), BlindSpot(pid: 7, name: "name 7", turns: 12),
      ])
  }

  @Test(arguments: [[:], [200: 40], [100: 5]] as [[UInt32: UInt64]])
  func `nothing is said where who looks is not seen under its own number`(seen: [UInt32: UInt64]) {
    #expect(spots(given: [100: 40, 1: 12], seen: seen).isEmpty)
  }

  @Test func `a turn that still goes on is not missed`() {
    #expect(spots(given: [100: 40, 1: 2], seen: [100: 39]).isEmpty)
    #expect(spots(given: [100: 40, 1: 3], seen: [100: 39, 1: 2]).isEmpty)
  }
}
