// SPDX-License-Identifier: Apache-2.0

import BPF
import Probes
import Testing

/// Two scripted readings, and what comes of them.
enum ScriptedPrograms {
  static let prices = HookPrices(
    [.tpBTF: .init(nanoseconds: 100, low: 80, high: 130)], from: "a test")

  static func program(
    _ identifier: UInt32, runs: UInt64 = 0, nanoseconds: UInt64 = 0, recursions: UInt64 = 0
  ) -> ProgramInformation {
    // 26: BPF_PROG_TYPE_TRACING.
    var program = ProgramInformation(identifier: identifier, type: 26, name: "p\(identifier)")
    program.runCount = runs
    program.runNanoseconds = nanoseconds
    program.recursionMisses = recursions
    return program
  }

  static func sample(
    _ before: [ProgramInformation], _ after: [ProgramInformation],
    places: [UInt32: ProgramPlace] = [:], sortedBy order: ProgramOrder = .id
  ) -> ProgramSample {
    ProgramSample(
      from: ProgramReading(time: 1_000_000_000, programs: before),
      to: ProgramReading(time: 3_000_000_000, programs: after), places: places, prices: prices,
      sortedBy: order)
  }
}

@Suite struct ProgramSampleTests {
  private typealias Scripted = ScriptedPrograms

  @Test func `rates are differences over the time between the readings`() throws {
    let sample = Scripted.sample(
      [Scripted.program(1, runs: 100, nanoseconds: 10_000)],
      [Scripted.program(1, runs: 4_100, nanoseconds: 2_010_000)])
    let use = try #require(sample.uses.first)
    #expect(sample.nanoseconds == 2_000_000_000)
    #expect(use.runs == 4_000)
    #expect(use.eventsPerSecond == 2_000)
    #expect(use.nanosecondsPerEvent == 500)
    #expect(use.share == 0.001)
    #expect(sample.share == 0.001)
  }

  @Test func `a program that came in between is counted from 0, one that went is left out`() {
    let sample = Scripted.sample(
      [Scripted.program(1, runs: 5)], [Scripted.program(2, runs: 6, nanoseconds: 60)])
    #expect(sample.uses.map(\.information.identifier) == [2])
    #expect(sample.uses[0].runs == 6)
  }

  @Test func `a program that did not run has no time an event`() {
    let sample = Scripted.sample([Scripted.program(1, runs: 5)], [Scripted.program(1, runs: 5)])
    #expect(sample.uses[0].nanosecondsPerEvent == nil)
    #expect(sample.uses[0].eventsPerSecond == 0)
  }

  @Test func `a hook's share is events times its price, with the price's interval`() throws {
    let sample = Scripted.sample(
      [], [Scripted.program(1, runs: 2_000_000)],
      places: [1: ProgramPlace(name: "p1", hooks: [AttachedHook(.tpBTF, "sys_enter")])])
    let share = try #require(sample.uses[0].hookShare)
    // A million events a second at 100 ns (80 to 130) each.
    #expect(share.nanoseconds == 0.1)
    #expect(share.low == 0.08)
    #expect(share.high == 0.13)
    #expect(sample.hookShare == share)
  }

  @Test func `a hook that nobody has measured has no share, nor has a mixture`() {
    for hooks in [[], [AttachedHook(.xdp)], [AttachedHook(.tpBTF), AttachedHook(.xdp)]] {
      let sample = Scripted.sample(
        [], [Scripted.program(1, runs: 9)], places: [1: ProgramPlace(name: "p1", hooks: hooks)])
      #expect(sample.uses[0].hookShare == nil)
    }
  }

  @Test func `what hooks missed is added up where they tell, and to the recursions`() {
    let hooks = [
      AttachedHook(.kprobe, "f", missed: 3), AttachedHook(.kprobe, "g", missed: 4),
      AttachedHook(.kprobe, "h"),
    ]
    let sample = Scripted.sample(
      [], [Scripted.program(1, recursions: 10), Scripted.program(2, recursions: 1)],
      places: [1: ProgramPlace(name: "p1", hooks: hooks)])
    #expect(sample.uses.map(\.missed) == [7, nil])
    #expect(sample.uses.map(\.unseen) == [17, 1])
  }

  @Test(
    arguments: [
      (ProgramOrder.cpu, [3, 1, 2]), (.events, [3, 2, 1]), (.ns, [1, 2, 3]), (.hook, [3, 1, 2]),
      (.missed, [2, 1, 3]), (.name, [3, 1, 2]), (.id, [1, 2, 3]),
    ] as [(ProgramOrder, [UInt32])])
  func `each order`(order: ProgramOrder, expected: [UInt32]) {
    let sample = Scripted.sample(
      [],
      [
        Scripted.program(1, runs: 10, nanoseconds: 90_000),
        Scripted.program(2, runs: 20, nanoseconds: 80_000, recursions: 1),
        Scripted.program(3, runs: 1_000, nanoseconds: 70_000),
      ],
      places: [
        1: ProgramPlace(name: "b"), 2: ProgramPlace(name: "c"),
        3: ProgramPlace(name: "a", hooks: [AttachedHook(.tpBTF, "sys_enter")]),
      ], sortedBy: order)
    #expect(sample.uses.map(\.information.identifier) == expected)
  }
}
