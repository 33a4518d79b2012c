// SPDX-License-Identifier: Apache-2.0

import BPF
import ProbeObjects
@testable import Probes
import Testing

@Suite struct LadderTests {
  private static let probes: [any Probe] = [
    Opensnoop(), Syscount(), Execsnoop(), Execsnoop(includeFailed: true), Biolatency(),
    Biolatency(includeQueue: true), Ext4slower(), Biosnoop(), Offcputime(),
    Funclatency(.kernel(["f", "g"])),
    Funclatency(.program(path: "/p", ["f", "g"]), byFunction: true), Runqlat(),
    Funclatency(.located(located)),
    Runqlat(by: .process),
  ]

  @Test func `rungs have the names and the order of the documentation`() {
    #expect(Opensnoop().ladder.map(\.name) == ["fexit", "kprobe", "tracepoint", "tp_btf"])
    #expect(Syscount().ladder.map(\.name) == ["tp_btf", "raw_tracepoint"])
    #expect(Execsnoop().ladder.map(\.name) == ["tp_btf", "raw_tracepoint", "tracepoint"])
    #expect(Biolatency().ladder.map(\.name) == ["tp_btf", "raw_tracepoint", "tracepoint"])
    #expect(Biolatency(includeQueue: true).ladder.map(\.name) == ["tp_btf", "raw_tracepoint"])
    #expect(
      Ext4slower().ladder.map(\.name) == ["fentry", "kprobe", "tp_btf", "raw_tracepoint"])
    #expect(Biosnoop().ladder.map(\.name) == ["tp_btf", "raw_tracepoint", "tracepoint"])
    #expect(Biosnoop(includeQueue: true).ladder.map(\.name) == ["tp_btf", "raw_tracepoint"])
    #expect(
      Funclatency(.kernel(["vfs_read"])).ladder.map(\.name)
        == ["fentry", "kprobe_session", "kprobe", "kprobe_multi"])
    #expect(Funclatency(.program(path: "/p", ["f"])).ladder.map(\.name) == ["uprobe"])
    #expect(Offcputime().ladder.map(\.name) == ["tp_btf", "raw_tracepoint"])
    #expect(Runqlat().ladder.map(\.name) == ["tp_btf", "raw_tracepoint", "tracepoint"])
  }

  @Test
  func `classic events do not tell processes, so a rung of them is not offered where they must`() {
    let both = ["tp_btf", "raw_tracepoint"]
    #expect(Runqlat(by: .process).ladder.map(\.name) == both)
    #expect(Runqlat(filter: ProbeFilter(pid: 1)).ladder.map(\.name) == both)
    #expect(Runqlat(filter: ProbeFilter(tid: 1)).ladder.map(\.name) == both + ["tracepoint"])
  }

  @Test func `more functions than there are programs for trampolines go to kprobes`() {
    let names = (0..<9).map { "f\($0)" }
    #expect(
      Funclatency(.kernel(names)).ladder.map(\.name)
        == ["kprobe_session", "kprobe_multi", "kprobe"])
  }

  @Test func `functions of the kernel are attached at once, the returns first`() {
    let ladder = Funclatency(.kernel(["f", "g", "h"]), byFunction: true).ladder
    #expect(
      ladder[1].placements.map(\.hook) == [
        .kprobeSession(functions: ["f", "g", "h"], cookies: [0, 1, 2])
      ])
    #expect(
      ladder[2].placements.map(\.hook) == [
        .kretprobeMulti(functions: ["f", "g", "h"], cookies: [0, 1, 2]),
        .kprobeMulti(functions: ["f", "g", "h"], cookies: [0, 1, 2]),
      ])
    // What is known of kprobes is no price of theirs.
    #expect(ladder[1...2].map(\.costsLike) == ["kprobe_session", "kprobe_multi"])
  }

  private static let located = [
    LocatedFunction(name: "f", path: "/p", offset: 0x10, ending: .instructions([0x18, 0x1f])),
    LocatedFunction(name: "g", path: "/p", offset: 0x20),
    LocatedFunction(name: "h", path: "/q", offset: 0x30, ending: .goInstructions([0x38])),
  ]

  @Test func `many places are attached at once, or else one by one, the ends first`() {
    let probe = Funclatency(
      .located(Self.located), filter: ProbeFilter(pid: 7), byFunction: true)
    #expect(probe.ladder.map(\.name) == ["uprobe_multi", "uprobe"])
    #expect(
      probe.ladder[0].placements.map(\.hook) == [
        .uprobeMulti(path: "/p", offsets: [0x18, 0x1f], cookies: [0, 0]),
        .uretprobeMulti(path: "/p", offsets: [0x20], cookies: [1]),
        .uprobeMulti(path: "/q", offsets: [0x38], cookies: [2]),
        .uprobeMulti(path: "/p", offsets: [0x10, 0x20], cookies: [0, 1]),
        .uprobeMulti(path: "/q", offsets: [0x30], cookies: [2]),
      ])
    #expect(probe.ladder[1].placements.map(\.part) == [0, 0, 1, 2, 0, 1, 2])
    let processes = probe.ladder.map { Set($0.placements.map(\.process)) }
    #expect(processes == [UprobeFeatures.filtersByProcess ? [7] : [nil], [7]])
  }

  @Test func `functions that are found later go where the rung's programs can`() {
    var probe = Funclatency(.located(Self.located), byFunction: true)
    #expect(probe.ladder.flatMap(\.spares).isEmpty)
    probe.findsMoreLater = true
    let programs: Set = [
      "enter_uprobe", "enter_go", "return_uretprobe", "return_instruction", "return_go_instruction",
    ]
    let later = LocatedFunction(name: "g", path: "/r", offset: 0x70)
    for rung in probe.ladder {
      #expect(Set(rung.spares.map(\.program)) == programs)
      #expect(rung.spares.allSatisfy { $0.hook.isMulti == (rung.name == "uprobe_multi") })
    }
    #expect(
      probe.placements(of: [later], on: probe.ladder[0]).map(\.hook) == [
        .uretprobeMulti(path: "/r", offsets: [0x70], cookies: [1]),
        .uprobeMulti(path: "/r", offsets: [0x70], cookies: [1]),
      ])
    #expect(
      probe.placements(of: [later], on: probe.ladder[1]).map(\.cookie) == [1, 1])
  }

  @Test func `functions of one name in several files are one row`() {
    let twice = Self.located + [LocatedFunction(name: "f", path: "/q", offset: 0x50)]
    let probe = Funclatency(.located(twice), byFunction: true)
    #expect(probe.functions.rows == ["f", "g", "h"])
    #expect(probe.ladder[1].placements.map(\.cookie) == [0, 0, 1, 2, 0, 0, 1, 2, 0])
  }

  @Test func `only rungs of return probes have the price that is known of them`() {
    let probed = Array(repeating: Self.located[1], count: 3)
    #expect(Funclatency(.located(probed)).ladder.map(\.costsLike) == ["uprobe", "uprobe"])
    let stepped = Funclatency(.located(Self.located)).ladder.map(\.costsLike)
    #expect(stepped == ["uprobe at ret", "uprobe at ret"])
  }

  @Test func `one function with one end needs no way to attach many`() {
    #expect(Funclatency(.located([Self.located[1]])).ladder.map(\.name) == ["uprobe"])
  }

  @Test func `what the kernel refuses of many is told by name`() {
    let found = FoundFunctions(
      functions: .located(Self.located),
      omissions: [.init(name: "i", reason: .unsafe("i", .go, nil))])
    #expect(
      found.remark(refused: [
        1: .failed(.attach, subject: "g", code: LibbpfCode(524), log: nil)
      ])
        == "2 of 4 functions cannot be traced: i: unsafe, as Go looks through its stacks and moves them; "
        + "g: the kernel refuses its first instruction")
    #expect(FoundFunctions(functions: .located([]), omissions: []).remark() == nil)
  }

  @Test func `functions that are counted apart have numbers of their own`() {
    let functions = TracedFunctions.kernel(["f", "g"])
    func cookies(_ probe: Funclatency) -> [UInt64] { probe.ladder[2].placements.map(\.cookie) }
    #expect(cookies(Funclatency(functions, byFunction: true)) == [0, 1, 0, 1])
    #expect(cookies(Funclatency(functions)) == [0, 0, 0, 0])
  }

  @Test func `every program of a rung is in the object`() throws {
    for probe in Self.probes {
      let object = try OpenObject(probe.object.bytes, name: probe.name)
      for rung in probe.ladder {
        #expect(Set(rung.placements.map(\.program)).isSubset(of: object.programs))
        let extras = rung.extras.flatMap(\.placements)
        #expect(Set(extras.map(\.program)).isSubset(of: object.programs))
      }
    }
  }

  @Test func `every map that a probe names is in its object`() throws {
    for probe in Self.probes {
      let object = try OpenObject(probe.object.bytes, name: probe.name)
      for map in probe.unfinished {
        switch map {
        case .entries(let name), .places(let name): _ = try object.maximumEntries(ofMap: name)
        }
      }
      guard case .counter(let name) = probe.losses else { continue }
      _ = try object.maximumEntries(ofMap: name)
    }
  }

  @Test func `an object can hold anybody's file`() throws {
    let object = ProbeObject(name: "mine", bytes: ProbeObject.opensnoop.bytes)
    #expect(object.name == "mine")
    #expect(try OpenObject(object.bytes, name: object.name).programs.contains("open_fexit"))
  }

  @Test func `only the options that need more hooks have them`() {
    #expect(Execsnoop().ladder[0].placements.count == 1)
    #expect(Execsnoop(includeFailed: true).ladder[0].placements.count == 2)
    #expect(Biolatency().ladder[0].placements.count == 2)
    #expect(Biolatency(includeQueue: true).ladder[0].placements.count == 3)
  }
}
