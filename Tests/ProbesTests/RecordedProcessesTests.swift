// SPDX-License-Identifier: Apache-2.0

@testable import BPF
@testable import Probes
import Testing

@Suite struct RecordedProcessesTests {
  /// More than any process's number.
  private static let first: UInt32 = 1 << 30

  private static func processes(
    _ filter: ProbeFilter, _ deeds: [(process: UInt32, deed: ProcessRecords.Deed)]
  ) -> RecordedProcesses {
    var processes = RecordedProcesses(filter)
    for (process, deed) in deeds {
      processes.keep(.init(process: first + process, time: 0, deed: deed))
    }
    return processes
  }

  @Test func `a family is a process and whom it makes, not who has their numbers later`() {
    let processes = Self.processes(
      ProbeFilter(family: Self.first + 1),
      [
        (2, .forked(from: Self.first + 1)), (3, .forked(from: Self.first + 2)),
        (4, .forked(from: Self.first + 9)), (5, .forked(from: Self.first + 1)),
        (5, .forked(from: Self.first + 9)),
      ])
    #expect((1...5).filter { processes.mayBeWatched(Self.first + $0) } == [1, 2, 3])
    #expect(
      (1...5).filter { processes.isWatched(Self.first + $0, isInCgroup: false) } == [1, 2, 3])
  }

  @Test func `a process that has ended had the last name that it or its parent took`() {
    let processes = Self.processes(
      ProbeFilter(comm: Array("work".utf8)),
      [
        (1, .named("a worker", executes: true)), (2, .forked(from: Self.first + 1)),
        (3, .named("worker", executes: true)), (3, .named("idle", executes: false)),
      ])
    #expect((1...4).filter { processes.isWatched(Self.first + $0, isInCgroup: false) } == [1, 2])
  }

  @Test func `processes outside of the PID namespace are nobody's`() {
    #expect(!RecordedProcesses(ProbeFilter()).mayBeWatched(0))
    #expect(!RecordedProcesses(ProbeFilter(pid: 7)).mayBeWatched(8))
  }
}
