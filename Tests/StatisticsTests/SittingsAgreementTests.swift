// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Statistics

@Suite struct SittingsAgreementTests {
  @Test func `sittings that agree hold each other, with and without the term`() throws {
    let sittings = [1.0, 1.01, 0.99, 1.0, 1.005].map { Interval(estimate: $0, halfWidth: 0.05) }
    let agreement = try #require(SittingsAgreement(sittings))
    #expect(agreement.heldAlone == 5)
    #expect(agreement.heldWithTerm == 5)
    #expect(agreement.withTerm.count == 5)
    #expect(agreement.withTerm.allSatisfy { $0.halfWidth >= 0.05 })
  }

  @Test func `what differs between sittings is held by the term alone`() throws {
    var machine = SimulatedMachine(noise: .white, logEffect: 0, seed: 3)
    var (alone, widened, sittings) = (0, 0, 0)
    for _ in 0..<100 {
      let estimates = (0..<10).map { _ in Interval(estimate: machine.normal(), halfWidth: 0.3) }
      let agreement = try #require(SittingsAgreement(estimates))
      alone += agreement.heldAlone
      widened += agreement.heldWithTerm
      sittings += 10
    }
    #expect(Double(alone) / Double(sittings) < 0.5)
    #expect((0.92...0.98).contains(Double(widened) / Double(sittings)))
  }

  @Test func `a sitting that is far from all others does not hold their median`() throws {
    let sittings = [1.0, 1.01, 0.99, 1.0, 3].map { Interval(estimate: $0, halfWidth: 0.02) }
    let agreement = try #require(SittingsAgreement(sittings))
    #expect(agreement.heldAlone == 4)
    #expect(agreement.heldWithTerm == 4)
  }

  @Test func `two sittings say nothing`() {
    let one = Interval(estimate: 1, halfWidth: 0.1)
    #expect(SittingsAgreement([one, one]) == nil)
  }
}
