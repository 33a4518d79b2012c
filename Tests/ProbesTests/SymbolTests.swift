// SPDX-License-Identifier: Apache-2.0

import BPF
import Foundation
import System
@testable import Probes
import Testing

@Suite struct SymbolTests {
  private static let symbols = KernelSymbols(
    """
    ffffffff81000000 T first
    ffffffff81000040 t second
    ffffffff81000050 D data
    ffffffff81000080 W __schedule
    ffffffff810000c0 t do_nanosleep
    ffffffffc0000000 t from_module\t[ext4]
    not a line

    """)

  @Test(
    arguments: [
      (0xffff_ffff_8100_0000, "first"), (0xffff_ffff_8100_003f, "first"),
      (0xffff_ffff_8100_0040, "second"), (0xffff_ffff_8100_0060, "second"),
      (0xffff_ffff_8100_0080, "__schedule"), (.max, "from_module"),
    ] as [(UInt64, String)])
  func `an address is in the last function that begins before it`(address: UInt64, name: String) {
    #expect(Self.symbols.function(at: address)?.name == name)
  }

  @Test func `an address before the first function is in none`() {
    #expect(Self.symbols.function(at: 0xffff_ffff_80ff_ffff) == nil)
    #expect(KernelSymbols("").function(at: 1) == nil)
  }

  @Test func `a function of a module has the module's name`() {
    #expect(Self.symbols.function(at: 0xffff_ffff_c000_0000)?.module == "ext4")
    #expect(Self.symbols.function(at: 0xffff_ffff_8100_0000)?.module == nil)
  }

  @Test func `data are no functions`() {
    #expect(!Self.symbols.functions.contains { $0.name == "data" })
    #expect(Self.symbols.functions.count == 5)
  }

  @Test func `of several names of one function the plainest is taken`() {
    let names = TracedFunctions.oneEach([
      (1, "__libc_malloc"), (1, "malloc"), (1, "malloc_x"), (2, "_a"), (3, "b"), (3, "a"),
    ])
    #expect(names == ["malloc", "_a", "a"])
  }

  /// No process has this number.
  private static let nobody = UInt32.max >> 1

  private static func blocked(
    comm: String = "a;b", kernel: StackTrace, user: StackTrace, sum: UInt64 = 5
  ) -> Offcputime.Blocked {
    Offcputime.Blocked(
      pid: nobody, tid: nobody, visiblePID: nobody, comm: Array(comm.utf8), kernelStack: kernel,
      userStack: user,
      count: 1, sum: sum, maximum: sum)
  }

  private static let sleeping = StackTrace.frames([
    0xffff_ffff_8100_0010, 0xffff_ffff_8100_0090, 0xffff_ffff_8100_00d0, 0xffff_ffff_8100_0001,
  ])

  @Test func `a folded stack begins outside and ends with the switch`() {
    var folded = FoldedStacks(kernel: Self.symbols)
    let line = folded.stack(
      of: Self.blocked(kernel: Self.sleeping, user: .frames([0x1234, 0x5678])))
    #expect(line == "a_b;[unknown];[unknown];first_[k];do_nanosleep_[k];__schedule_[k]")
  }

  @Test func `a frame returns to behind its call, so a call at a function's end is still its own`()
  {
    let folded = FoldedStacks(kernel: Self.symbols)
    #expect(folded.kernelFrames(.frames([0xffff_ffff_8100_0040])) == ["first"])
  }

  @Test func `a stack that is lost or not there says so`() {
    var folded = FoldedStacks(kernel: Self.symbols)
    #expect(folded.stack(of: Self.blocked(kernel: .lost, user: .lost)) == "a_b;[lost];[lost]_[k]")
    #expect(folded.stack(of: Self.blocked(kernel: .none, user: .none)) == "a_b")
  }

  @Test func `without symbols a frame is its address`() {
    let folded = FoldedStacks(kernel: nil)
    #expect(folded.kernelFrames(.frames([0xffff_ffff_8100_0041])) == ["0xffffffff81000041"])
    #expect(folded.obstacle?.contains("kptr_restrict") == true)
  }

  @Test func `threads of one name at one place are one line, the longest first`() {
    var folded = FoldedStacks(kernel: Self.symbols)
    let lines = folded.lines(of: [
      Self.blocked(comm: "x", kernel: .none, user: .none, sum: 1),
      Self.blocked(comm: "y", kernel: Self.sleeping, user: .none, sum: 7),
      Self.blocked(comm: "y", kernel: Self.sleeping, user: .none, sum: 3),
    ])
    #expect(lines.map(\.nanoseconds) == [10, 1])
    #expect(lines.last?.stack == "x")
  }

  @Test(
    arguments: [
      (Duration.zero, 0), (.milliseconds(2), 2_000_000), (.seconds(-1), 0),
      (.seconds(Int64.max), .max), (Offcputime.longest, UInt64(Int64.max)),
    ] as [(Duration, UInt64)])
  func `a duration becomes nanoseconds`(duration: Duration, nanoseconds: UInt64) {
    #expect(duration.wholeNanoseconds == nanoseconds)
  }

  @Test func `a function of this very process is found by its address`() throws {
    try #require(UserSymbols.obstacle == nil)
    let symbols = try UserSymbols(of: UInt32(getpid()))
    let address = unsafe UInt(bitPattern: dlsym(nil, "getppid"))
    guard case .function(let name, _) = symbols.place(of: UInt64(address)) else {
      Issue.record("\(symbols.place(of: UInt64(address)))")
      return
    }
    #expect(name.contains("getppid"))
    #expect(symbols.place(of: 1) == .unknown)
  }

  @Test func `what is in no mapping is an address`() {
    var folded = FoldedStacks(kernel: nil)
    var blocked = Self.blocked(kernel: .none, user: .frames([0x10]))
    blocked.pid = UInt32(getpid())
    blocked.visiblePID = blocked.pid
    #expect(folded.stack(of: blocked) == "a_b;0x10")
  }

  @Test func `a process that executes another program by now gives no names`() throws {
    try #require(UserSymbols.obstacle == nil)
    let address = unsafe UInt(bitPattern: dlsym(nil, "getppid"))
    let name = try UserSymbols(of: UInt32(getpid())).name
    func stack(comm: String, isFirstThread: Bool) -> String {
      var folded = FoldedStacks(kernel: nil)
      var blocked = Self.blocked(
        comm: comm, kernel: .none, user: .frames([UInt64(address) + 1]))
      blocked.pid = UInt32(getpid())
      blocked.visiblePID = blocked.pid
      if isFirstThread { blocked.tid = blocked.pid }
      return folded.stack(of: blocked)
    }
    #expect(stack(comm: name, isFirstThread: true).contains("getppid"))
    #expect(stack(comm: "before", isFirstThread: true) == "before;[unknown]")
    #expect(stack(comm: "worker", isFirstThread: false).contains("getppid"))
  }

  @Test func `what the kernel gives to each process has names`() throws {
    try #require(UserSymbols.obstacle == nil)
    let symbols = try UserSymbols(of: UInt32(getpid()))
    let mappings = MemoryMapping.code(in: try #require(File.text(of: "/proc/self/maps")))
    let given = try #require(mappings.first { $0.name == "vdso" })
    let names = stride(from: given.range.lowerBound, to: given.range.upperBound, by: 16).compactMap
    {
      address in
      if case .function(let name, _) = symbols.place(of: address) { name } else { nil }
    }
    #expect(names.contains { $0.contains("clock_gettime") }, "\(names)")
  }

  @Test func `a process that is gone has no symbols`() {
    #expect(throws: BPFError.self) { try UserSymbols(of: Self.nobody) }
  }
}
