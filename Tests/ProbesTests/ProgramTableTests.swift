// SPDX-License-Identifier: Apache-2.0

import BPF
import Lines
import Testing

@testable import Probes

@Suite struct ProgramTableTests {
  private typealias Scripted = ScriptedPrograms

  private static let busy = ProgramPlace(
    name: "a_name_beyond_fifteen_bytes", hooks: [AttachedHook(.tpBTF, "sys_enter")],
    holders: [.process(pid: 4711, comm: Array("daemon".utf8))])
  private static let hostile = ProgramPlace(
    name: "hostile",
    hooks: [
      AttachedHook(
        .uprobe, "/usr/lib/x86_64-linux-gnu/a\u{1B}[2Jvery-long-name-of-a-library.so+0x12"),
      AttachedHook(.uprobe, "/other"),
    ],
    holders: [
      .process(pid: 4_194_304, comm: [0x1B, 0x5B, 0x4A, 0xFF, 0x0A]),
      .file(path: Array("/sys/fs/bpf/pinned".utf8)),
    ])
  private static let pinned = ProgramPlace(
    name: "pinned", hooks: [AttachedHook(.tracepoint, "sys_exit_openat2")],
    holders: [.file(path: Array("/sys/fs/bpf/folder/guard".utf8))])

  private static let sample = Scripted.sample(
    [],
    [
      Scripted.program(1, runs: 200_000, nanoseconds: 30_000_000),
      Scripted.program(70_000, runs: 1, nanoseconds: 50, recursions: 12_345),
      Scripted.program(3), Scripted.program(4),
    ], places: [1: busy, 70_000: hostile, 3: pinned])

  @Test func `a table of 80 columns`() {
    let text = lines { ProgramTable(width: 80).append(Self.sample, at: "12:34:56", to: &$0) }
    #expect(
      text == [
        "12:34:56  4 programs, 2 ran; 1.50 % of a CPU in them, 1.00 % in their hooks",
        "   ID PROGRAM      HOOK                OWNER         EV/s    NS  CPU% HOOK% MISS",
        "    1 a_name_beyo… tp_btf/sys_enter    4711 daemon   100k   150  1.50  1.00    0",
        "    3 pinned       tp/sys_exit_openat2 pin guard        0     -     0     -    0",
        "    4 p4           (tracing)           -                0     -     0     -    0",
        "70000 hostile      uprobe/a….so+0x12+1 4194304 \\…+1   0.5    50 <0.01     -  12k",
        "HOOK%: tp_btf 100 ns an event (80 to 130). By a test. Not measured: uprobe.",
      ])
    #expect(text.allSatisfy { $0.count <= 80 })
  }

  @Test(arguments: [0, 80, 81, 109, 110, 200])
  func `no line is wider than asked for, but never under 80`(width: Int) {
    let text = lines { ProgramTable(width: width).append(Self.sample, at: nil, to: &$0) }
    #expect(text.map(\.count).max() ?? 0 <= max(80, width))
    #expect(text.allSatisfy { !$0.utf8.contains(0x1B) })
    #expect(text[1].contains(" TYPE ") == (width >= 110))
  }

  @Test func `numbers of programs loaded late take their room from the names`() {
    let late = Scripted.sample(
      [], [Scripted.program(.max, runs: 1, nanoseconds: 50), Scripted.program(3)],
      places: [.max: Self.busy, 3: Self.pinned])
    let text = lines { ProgramTable(width: 80).append(late, at: nil, to: &$0) }
    #expect(text.allSatisfy { $0.count <= 80 })
    #expect(text[1].hasPrefix("        ID PROGRAM "))
    #expect(text.contains { $0.hasPrefix("\(UInt32.max) a_name") })
  }

  @Test func `a wide table has whole names`() {
    let text = lines { ProgramTable(width: 200).append(Self.sample, at: nil, to: &$0) }
    #expect(text[2].contains(" a_name_beyond_fifteen_bytes "))
    #expect(text[3].contains(" tracepoint/sys_exit_openat2 "))
  }

  @Test func `a screen has the first rows and says how many more there are`() {
    let text = lines { ProgramTable(width: 80, height: 9).append(Self.sample, at: nil, to: &$0) }
    #expect(text.contains("… and 2 more"))
    // Two empty lines come on top, and below it the cursor has a line of its own.
    #expect(text.count + 2 < 9)
  }

  @Test func `what hooks cost, by whom, and what nobody has measured is told below`() {
    let text = lines { ProgramTable(width: 80).append(Self.sample, at: nil, to: &$0) }
    #expect(
      text.last
        == "HOOK%: tp_btf 100 ns an event (80 to 130). By a test. Not measured: uprobe.")
  }

  @Test(arguments: [
    (0, "0"), (0.01, "<0.1"), (0.44, "0.4"), (9.94, "9.9"), (9.96, "10"), (17, "17"),
    (9_999, "9999"), (9_999.6, "10.0k"), (12_345, "12.3k"), (99_960, "100k"), (999_600, "1.00M"),
    (1e9, "1.00G"), (5e12, "5.00T"),
  ])
  func `counts in five characters`(number: Double, text: String) {
    #expect(ShortNumber.count(number) == text)
    #expect(text.count <= 5)
  }

  @Test(
    arguments: [
      (0, "0"), (9_999, "9999"), (12_345, "12k"), (999_600, "1.0M"), (4_560_000, "4.6M"),
      (99_960_000, "100M"),
    ] as [(UInt64, String)])
  func `misses in four characters`(number: UInt64, text: String) {
    #expect(ShortNumber.brief(number) == text)
    #expect(text.count <= 4)
  }

  @Test(arguments: [
    (0, "0"), (0.00001, "<0.01"), (0.0034, "0.34"), (0.09996, "10.0"), (0.123, "12.3"),
    (2.4, "240"),
  ])
  func `shares in five characters`(share: Double, text: String) {
    #expect(ShortNumber.percent(share) == text)
    #expect(text.count <= 5)
  }
}
