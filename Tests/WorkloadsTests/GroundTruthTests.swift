// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Workloads

/// What a workload says it caused, against what its operations are known to cause.
@Suite(.serialized) struct GroundTruthTests {
  @Test func `getppid is counted, and one clock read a slice and one more`() throws {
    var process = try WorkloadProcess(.syscallStorm)
    let slices = try process.run(slices: 3, operations: 1000)
    #expect(
      slices.map(\.events) == [[.systemCall: 1002], [.systemCall: 1001], [.systemCall: 1001]])
  }

  @Test func `an empty command makes the clock reads only`() throws {
    var process = try WorkloadProcess(.syscallStorm)
    #expect(try process.run(slices: 1, operations: 0).map(\.events) == [[.systemCall: 2]])
  }

  @Test func `every tenth open fails, across slices and commands`() throws {
    var process = try WorkloadProcess(.openStorm)
    let whole = try process.run(slices: 1, operations: 100)
    #expect(whole.map(\.events) == [[.open: 90, .openFailed: 10, .systemCall: 192]])
    let parts = try process.run(slices: 2, operations: 15)
    #expect(
      parts.map(\.events) == [
        [.open: 14, .openFailed: 1, .systemCall: 31], [.open: 13, .openFailed: 2, .systemCall: 29],
      ])
  }

  @Test func `the path opened is known`() throws {
    let process = try WorkloadProcess(.openStorm)
    #expect(process.subject.hasSuffix("/open-storm"))
  }

  @Test func `each read is one request to the device`() throws {
    var process = try WorkloadProcess(.blockRead)
    let reads = try process.run(slices: 2, operations: 8)
    #expect(
      reads.map(\.events) == [
        [.blockRead: 8, .fileRead: 8, .systemCall: 10],
        [.blockRead: 8, .fileRead: 8, .systemCall: 9],
      ])
  }
}
