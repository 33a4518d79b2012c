// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import Workloads

struct CatalogueTests {
  @Test(arguments: Workload.all) func `a workload is found by its name`(workload: Workload) throws {
    #expect(try Workload(argument: workload.name) == workload)
  }

  @Test func `an unknown name lists those there are`() {
    let error = #expect(throws: WorkloadError.self) { try Workload(argument: "fork-storm") }
    #expect(
      error?.description
        == "no workload is called 'fork-storm'; there are block-read, file-read, call-storm, "
        + "call-twins, connection-storm, exec-storm, fsync-append, nap, noisy-writer, open-storm, ping-pong, "
        + "syscall-storm")
  }

  @Test func `a workload names every executable that it needs`() {
    #expect(Workload.execStorm.executables == ["exec-storm", "exec-target"])
    #expect(Workload.openStorm.executables == ["open-storm", "odd-files"])
    #expect(Workload.noisyWriter.executables == ["fsync-append", "noisy-writer"])
  }

  @Test func `a bystander causes nothing that is watched`() {
    #expect(Workload.syscallStorm.isBystander(of: [.open, .openFailed]))
    #expect(!Workload.openStorm.isBystander(of: [.open, .openFailed]))
    #expect(Workload.callStorm.isBystander(of: [.systemCall]))
  }

  @Test func `the kinds of events are those of the protocol`() {
    #expect(EventKind.allCases.count == Channel.eventKinds)
    #expect(EventKind.allCases.first == .systemCall)
    #expect(EventKind.allCases.firstIndex(of: .blockRead) == 5)
  }

  @Test func `counts are coded by name, and only what was caused`() throws {
    let counts: EventCounts = [.open: 90, .openFailed: 0]
    let coded = try JSONEncoder().encode(counts)
    #expect(String(decoding: coded, as: UTF8.self) == #"{"open":90}"#)
    #expect(try JSONDecoder().decode(EventCounts.self, from: coded) == counts)
  }

  @Test func `a kind that nobody knows is not decoded`() {
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode(EventCounts.self, from: Data(#"{"fork":1}"#.utf8))
    }
  }

  @Test func `counts add up by kind`() {
    let sum: EventCounts = [.open: 1, .systemCall: 3] + [.systemCall: 4]
    #expect(sum == [.open: 1, .systemCall: 7])
    #expect(sum.total(of: [.open, .systemCall]) == 8)
  }
}
