// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import BPF

@Suite struct HookTests {
  private static let names = ["f", "g", "h"]
  private static let cookies: [UInt64] = [4, 5, 6]
  private static let many: [Hook] = [
    .kprobeMulti(functions: names, cookies: cookies),
    .kretprobeMulti(functions: names, cookies: cookies),
    .kprobeSession(functions: names, cookies: cookies),
  ]

  @Test func `the halves of many functions have all of them, each with its cookie`() throws {
    for hook in Self.many {
      let (first, second) = try #require(hook.halves)
      #expect(first.functions == ["f"] && second.functions == ["g", "h"])
      #expect(first.halves == nil)
      #expect(first.kind == hook.kind && second.kind == hook.kind)
    }
    let session = try #require(Self.many[2].halves)
    #expect(session.0 == .kprobeSession(functions: ["f"], cookies: [4]))
    #expect(session.1 == .kprobeSession(functions: ["g", "h"], cookies: [5, 6]))
  }

  @Test func `functions that are left out take their cookies along`() {
    #expect(
      Self.many.map { $0.leavingOut(functions: ["g"]) } == [
        .kprobeMulti(functions: ["f", "h"], cookies: [4, 6]),
        .kretprobeMulti(functions: ["f", "h"], cookies: [4, 6]),
        .kprobeSession(functions: ["f", "h"], cookies: [4, 6]),
      ])
    for hook in Self.many { #expect(hook.leavingOut(functions: Set(Self.names)) == nil) }
    #expect(Hook.kprobe("g").leavingOut(functions: ["g"]) == .kprobe("g"))
  }

  @Test func `a kernel function is a name or an address`() {
    #expect(Hook.address(of: "0xffffffff81435610") == 0xffff_ffff_8143_5610)
    #expect(Hook.address(of: "vfs_read") == nil)
  }

  @Test func `names of several functions are told, and of those that cannot be traced`() throws {
    let path = "\(FileManager.default.temporaryDirectory.path)/kallsyms-\(getpid())"
    let text = """
      ffffffff81000000 T f
      ffffffff81000010 t g
      ffffffff81000020 d f
      ffffffff81000030 t g\t[module]
      ffffffff81000040 t h
      """
    try text.write(toFile: path, atomically: true, encoding: .utf8)
    defer { #expect(throws: Never.self) { try FileManager.default.removeItem(atPath: path) } }
    #expect(try KernelFunctionNames.ambiguous(among: ["h", "g", "f", "i"], in: path) == ["g"])
    #expect(try KernelFunctionNames.ambiguous(among: [], in: path) == [])
    try "f\ng [module]\nh\n".write(toFile: path, atomically: true, encoding: .utf8)
    #expect(try KernelFunctionNames.untraceable(among: ["i", "h", "g"], in: path) == ["i"])
    #expect(throws: BPFError.self) {
      try KernelFunctionNames.ambiguous(among: ["f"], in: "/nowhere")
    }
  }
}
