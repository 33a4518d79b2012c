// SPDX-License-Identifier: Apache-2.0

import Foundation
import Probes
import Testing

/// Names are those of the file that a process has mapped, not of what has its path here and now.
@Suite struct MappedFileTests {
  private let folder: TemporaryFolder
  private var path: String { folder.url.appending(path: "program").path }
  private var other: String { folder.url.appending(path: "other").path }

  init() throws {
    folder = try TemporaryFolder()
    try LiveProgram.Source(function: "wanted").make(path)
  }

  private func place(_ program: LiveProgram) throws -> UserSymbols.Place {
    try #require(UserSymbols.obstacle == nil)
    return try UserSymbols(of: program.pid).place(of: program.address)
  }

  @Test(.requiresRoot) func `a file that was deleted still has its names`() throws {
    let program = try LiveProgram(path)
    try FileManager.default.removeItem(atPath: path)
    #expect(try place(program) == .function("wanted"))
  }

  @Test(.requiresRoot) func `a file that was replaced gives no names to who has the old one`()
    throws
  {
    let program = try LiveProgram(path)
    try LiveProgram.Source(function: "decoy").make(other)
    #expect(unsafe rename(other, path) == 0)
    #expect(try place(program) == .function("wanted"))
    #expect(try place(try LiveProgram(path)) == .function("decoy"))
  }

  @Test(.requiresRoot) func `in another mount namespace the file at the path is another one`()
    throws
  {
    try LiveProgram.Source(function: "inside").make(other)
    let program = try LiveProgram(
      "/usr/bin/unshare",
      [
        "-m", "--propagation", "private", "sh", "-c",
        "mount --bind '\(other)' '\(path)' && exec '\(path)'",
      ])
    #expect(try place(program) == .function("inside"))
    #expect(try place(try LiveProgram(path)) == .function("wanted"))
  }

  @Test(.requiresRoot) func `a file without symbols tells its name and where in it`() throws {
    try LiveProgram.Source(function: "hidden", options: ["-s"]).make(other)
    let program = try LiveProgram(other)
    guard case .file(let name, let offset) = try place(program) else {
      Issue.record("\(try place(program))")
      return
    }
    #expect(name == "other")
    let code = try Data(contentsOf: URL(fileURLWithPath: other))
    // mov $42, %eax
    #expect(code[Int(offset)...].prefix(12).firstRange(of: Data([0xb8, 42, 0, 0, 0])) != nil)
  }

  @Test(.requiresRoot) func `a process that ended has no names, whoever has its file now`() throws {
    let pid = try LiveProgram(path).pid
    #expect(throws: (any Error).self) { try UserSymbols(of: pid) }
  }

  @Test(.requiresRoot)
  func `a library that becomes shorter while it is read has no names any more`()
    throws
  {
    let library = folder.url.appending(path: "library.so").path
    let source = "__attribute__((aligned(64))) int first(void) { return 1; }"
    try "\(source)\n__attribute__((aligned(64))) int second(void) { return 2; }".write(
      toFile: "\(library).c", atomically: true, encoding: .utf8)
    _ = try Program.output(
      of: "/usr/bin/env", ["gcc", "-O1", "-shared", "-fPIC", "-o", library, "\(library).c"])
    try LiveProgram.Source(
      function: "unused", declarations: "#include <dlfcn.h>",
      statements: "void *library = dlopen(\"\(library)\", RTLD_NOW);",
      address: "dlsym(library, \"first\")"
    ).make(other)
    let program = try LiveProgram(other)
    let symbols = try UserSymbols(of: program.pid)
    #expect(symbols.place(of: program.address) == .function("first"))
    let second = program.address + 64
    #expect(try UserSymbols(of: program.pid).place(of: second) == .function("second"))
    #expect(unsafe truncate(library, 0) == 0)
    guard case .file("library.so", _) = symbols.place(of: second) else {
      Issue.record("\(symbols.place(of: second))")
      return
    }
  }
}
