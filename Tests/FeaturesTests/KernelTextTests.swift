// SPDX-License-Identifier: Apache-2.0

import BPF
import Results
import Testing

@testable import Features

/// What the kernel says of itself in text.
@Suite struct KernelTextTests {
  private static let kallsyms = """
    ffffffff81000000 T _stext
    ffffffff81000010 t finish_task_switch.isra.0
    ffffffff81000020 T vfs_read
    ffffffff81000030 t vfs_read.cold
    ffffffff81000040 t twice
    ffffffff81000050 t twice
    ffffffff81000060 T ext4_sync_file\t[ext4]
    ffffffff81000070 D vfs_data
    ffffffff81000080 T vfs_readv
    ffffffff81000090 t split
    ffffffff810000a0 t split.constprop.1

    rubbish
    """

  private static let names: Set<String> = [
    "finish_task_switch", "vfs_read", "twice", "ext4_sync_file", "vfs_data", "split", "absent",
  ]

  private static let symbols = FunctionSymbols(Array(kallsyms.utf8), wanted: names)

  @Test(
    arguments: [
      ("vfs_read", ["vfs_read", "vfs_read.cold"], [nil, "cold"]),
      ("finish_task_switch", ["finish_task_switch.isra.0"], ["isra"]),
      ("split", ["split", "split.constprop.1"], [nil, "constprop"]),
      ("twice", ["twice", "twice"], [nil, nil]), ("vfs_data", [], []), ("absent", [], []),
    ] as [(String, [String], [String?])])
  func `a function's symbols are found, its variants too`(
    name: String, symbols: [String], variants: [String?]
  ) {
    #expect(Self.symbols.all(of: name).map(\.name) == symbols)
    #expect(Self.symbols.all(of: name).map(\.variant) == variants)
  }

  @Test func `a function of a module tells of which`() {
    #expect(Self.symbols.all(of: "ext4_sync_file").map(\.module) == ["ext4"])
    #expect(Self.symbols.all(of: "vfs_read").compactMap(\.module) == [])
  }

  @Test(
    arguments: [
      ("vfs_read", nil), ("absent", "not in /proc/kallsyms: not built, or inlined everywhere"),
      (
        "finish_task_switch",
        "there is finish_task_switch.isra.0 alone: its arguments were changed"
      ),
      ("twice", "2 functions have this name"),
      ("split", "there is split.constprop.1 too: calls with constant arguments go there"),
    ] as [(String, String?)])
  func `what the compiler did to a function is told`(name: String, reason: String?) {
    let traceable = TraceableFunctions(
      Array("split\nvfs_read\ntwice\nabsent\nfinish_task_switch\n".utf8), wanted: Self.names)
    let survey = FunctionSurvey(
      types: .failure(.cannotRead(path: "btf", reason: "none")), symbols: .success(Self.symbols),
      traceable: .success(traceable))
    let refusals = survey.facts(of: name, isTyped: false).filter { $0.answer == .no }
    #expect(refusals.compactMap(\.reason) == (reason.map { [$0] } ?? []))
  }

  @Test func `a list that cannot be read answers nothing`() {
    let survey = FunctionSurvey(
      types: .failure(.cannotRead(path: "btf", reason: "none")), symbols: .success(Self.symbols),
      traceable: .failure(.cannotRead(path: "list", reason: "Operation not permitted")))
    let fact = survey.facts(of: "vfs_read", isTyped: false).first { $0.name == "traceable" }
    #expect(fact?.answer == .unknown)
    #expect(fact?.reason == "list: Operation not permitted")
  }

  @Test func `only whole names count as traceable`() {
    let text = "vfs_readv\nvfs_read [module]\nxvfs_data\n"
    let found = TraceableFunctions(Array(text.utf8), wanted: Self.names)
    #expect(found.contains("vfs_read"))
    #expect(!found.contains("vfs_data"))
  }

  @Test func `a tracepoint's own members are read from its format`() {
    let text = """
      name: block_rq_issue
      ID: 1024
      format:
      \tfield:unsigned short common_type;\toffset:0;\tsize:2;\tsigned:0;
      \tfield:int common_pid;\toffset:4;\tsize:4;\tsigned:1;

      \tfield:dev_t dev;\toffset:8;\tsize:4;\tsigned:0;
      \tfield:char comm[16];\toffset:36;\tsize:16;\tsigned:0;
      \tfield:__data_loc char[] cmd;\toffset:52;\tsize:4;\tsigned:0;

      print fmt: "%d,%d (field:%s)", (REC->dev), REC->dev
      """
    let format = TracepointFormat(text)
    #expect(format.fields == ["dev_t dev", "char comm[16]", "__data_loc char[] cmd"])
    #expect(TracepointFormat("").fields == [])
  }

  @Test func `options of the kernel's config are read`() {
    let text = """
      # Automatically generated file; DO NOT EDIT.
      CONFIG_BPF=y
      CONFIG_NET=m
      # CONFIG_KPROBES is not set
      CONFIG_CMDLINE="a=b"
      """
    let configuration = KernelConfiguration(text, source: "text")
    #expect(configuration.value("CONFIG_BPF") == "y")
    #expect(configuration.value("CONFIG_NET") == "m")
    #expect(configuration.value("CONFIG_KPROBES") == "not set")
    #expect(configuration.value("CONFIG_CMDLINE") == "\"a=b\"")
    #expect(configuration.value("CONFIG_NEVER_HEARD_OF") == "not set")
  }

  @Test(
    arguments: [
      ("[none] integrity confidentiality", "none"),
      ("none [integrity] confidentiality", "integrity"),
      ("none integrity confidentiality", nil), ("]none[", nil), ("[]", nil), ("", nil),
    ] as [(String, String?)])
  func `lockdown is the mode in brackets`(text: String, mode: String?) {
    #expect(Lockdown.mode(text) == mode)
  }

  @Test func `a place in memory is one in its file`() throws {
    let maps = """
      55d0c0a00000-55d0c0a21000 r--p 00000000 fe:00 1234    /opt/a b/tare
      55d0c0a21000-55d0c0a22000 r-xp 00021000 fe:00 1234    /opt/a b/tare
      7ffd0000-7ffe0000 rw-p 00000000 00:00 0
      """
    let place = try #require(MemoryPlace(of: 0x55d0_c0a2_1010, in: maps))
    #expect(place.path == "/opt/a b/tare")
    #expect(place.offset == 0x21010)
    #expect(MemoryPlace(of: 0x7ffd_0000, in: maps) == nil)
    #expect(MemoryPlace(of: 0, in: maps) == nil)
  }

  @Test(
    arguments: [
      ("tp/block/block_rq_issue", .tracepoint(category: "block", event: "block_rq_issue")),
      ("tracepoint/a/b", .tracepoint(category: "a", event: "b")), ("tp_btf/x", .tpBTF("x")),
      ("raw_tp/x", .rawTracepoint("x")), ("fentry/f", .fentry("f")), ("fexit.s/f", .fexit("f")),
      ("kprobe/f", .kprobe("f")), ("kretprobe/f", .kretprobe("f")), ("kprobe", nil),
      ("kprobe/tcp_*", nil), ("tp/only", nil), ("xdp", nil), ("tp_btf/", nil),
    ] as [(String, Hook?)])
  func `a section's name tells where its program goes`(section: String, hook: Hook?) {
    #expect(Hook(section: section) == hook)
  }
}
