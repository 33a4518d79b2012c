// SPDX-License-Identifier: Apache-2.0

import Foundation
import Probes
import Testing

/// Functions that the compiler put into their caller are frames of their own.
@Suite struct InlinedTests {
  private let folder: TemporaryFolder
  private var path: String { folder.url.appending(path: "program").path }

  init() throws { folder = try TemporaryFolder() }

  /// A place two functions deep inside of another, which it tells by a label.
  private func source(_ options: [String]) -> LiveProgram.Source {
    LiveProgram.Source(
      function: "unused",
      declarations: """
        extern char place[];
        namespace deep { struct Sea { static inline int inner(int value) {
          __asm__ volatile(".globl place\\nplace: nop" ::: "memory");
          return value + 1;
        } }; }
        static inline int middle(int value) { { int twice = deep::Sea::inner(value) * 2; return twice; } }
        namespace wide { __attribute__((noinline)) int outer(int value) { return middle(value) + 3; } }
        """, statements: "if (wide::outer(getpid()) == 0) return 1;", address: "place",
      compiler: "g++", options: ["-O2"] + options)
  }

  private func place(_ program: LiveProgram) throws -> UserSymbols.Place {
    try UserSymbols(of: program.pid).place(of: program.address)
  }

  @Test(.requiresRoot, arguments: [["-g"], ["-g", "-gdwarf-4"], ["-g1"], ["-g", "-gz"]])
  func `DWARF tells them, the outermost first`(options: [String]) throws {
    try source(options).make(path)
    guard case .function(_, let inlined) = try place(try LiveProgram(path)) else {
      Issue.record("\(try place(try LiveProgram(path)))")
      return
    }
    #expect(inlined.count == 2)
    #expect(inlined.first?.hasPrefix("middle") == true, "\(inlined)")
    #expect(inlined.last?.contains("inner") == true, "\(inlined)")
  }

  @Test(.requiresRoot) func `without DWARF there are none`() throws {
    try source(["-g0"]).make(path)
    guard case .function(_, let inlined) = try place(try LiveProgram(path)) else {
      Issue.record("\(try place(try LiveProgram(path)))")
      return
    }
    #expect(inlined.isEmpty)
  }

  @Test(.requiresRoot) func `a debug file tells them of a stripped program`() throws {
    try source(["-g"]).make(path)
    for arguments in [
      ["--only-keep-debug", path, "\(path).debug"], ["--strip-all", path],
      ["--add-gnu-debuglink=program.debug", path],
    ] {
      _ = try Program.output(of: "/usr/bin/env", ["objcopy"] + arguments, in: folder.url)
    }
    guard case .function(_, let inlined) = try place(try LiveProgram(path)) else {
      Issue.record("\(try place(try LiveProgram(path)))")
      return
    }
    #expect(inlined.count == 2)
  }
}
