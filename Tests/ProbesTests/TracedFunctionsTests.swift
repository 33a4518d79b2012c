// SPDX-License-Identifier: Apache-2.0

import Foundation
@testable import Probes
import Testing

@Suite struct TracedFunctionsTests {
  @Test(arguments: [
    ("vfs_*", "vfs_read", true), ("vfs_*", "my_vfs_read", false), ("*read", "vfs_read", true),
    ("vfs_r*d", "vfs_read", true), ("a.c*", "abc", false), ("*", "anything", true),
  ])
  func `an asterisk stands for any characters, all else for itself`(
    pattern: String, name: String, fits: Bool
  ) throws {
    #expect(try FunctionPattern(pattern, isRegularExpression: false).fits(name) == fits)
  }

  @Test(arguments: [
    ("^vfs_(read|write)$", "vfs_write", true), ("^vfs_(read|write)$", "vfs_writev", false),
    ("read", "vfs_readv", true),
  ])
  func `a regular expression fits anywhere`(pattern: String, name: String, fits: Bool) throws {
    #expect(try FunctionPattern(pattern, isRegularExpression: true).fits(name) == fits)
  }

  @Test func `asterisks in a row are one, and take no longer`() throws {
    let pattern = try FunctionPattern(
      String(repeating: "*", count: 64) + "zz", isRegularExpression: false)
    #expect(pattern.fits("buzz"))
    #expect(!pattern.fits(String(repeating: "a", count: 200)))
  }

  @Test(
    arguments: [
      ("twice<*", "twice"), ("*a*list*", "list"), ("ns::List::add*", "List"), ("*", nil),
    ] as [(String, String?)])
  func `a pattern has a word that is in each name that fits`(pattern: String, word: String?) throws
  {
    #expect(try FunctionPattern(pattern, isRegularExpression: false).word == word)
  }

  @Test(
    arguments: [
      ("/a/./b//c", "/a/b/c"), ("/a/../b", "/b"), ("/..", "/"), ("/", "/"),
    ])
  func `a path from the root has no detours`(path: String, plain: String) {
    #expect(ProgramPath.absolute(path) == plain)
  }

  @Test func `what is no regular expression says so`() {
    #expect(throws: TracedFunctionsError.noExpression("(")) {
      try TracedFunctions(argument: "(", isRegularExpression: true)
    }
  }

  @Test func `a name alone is a function of the kernel`() throws {
    #expect(try TracedFunctions(argument: "vfs_read") == .kernel(["vfs_read"]))
  }

  @Test func `a path before the colon is a program`() throws {
    #expect(
      throws: TracedFunctionsError.noFunctionOfProgram(
        "no_such", path: "/bin/sh", similar: [], isStripped: true)
    ) { try TracedFunctions(argument: "/bin/sh:no_such") }
  }

  @Test func `libc is found as the loader finds it`() throws {
    let functions = try TracedFunctions(argument: "libc:malloc")
    guard case .located(let found) = functions else {
      Issue.record("\(functions)")
      return
    }
    #expect(found.map(\.name) == ["malloc"])
    #expect(found.allSatisfy { $0.path.hasSuffix("/libc.so.6") })
  }

  @Test func `a program is found in PATH before a library, and a library's number decides`() throws
  {
    let folder = FileManager.default.temporaryDirectory.appending(path: "tare-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { _ = unsafe rmdir(folder.path) }
    for name in ["libx.so", "libx.so.2", "libx.so.2.1"] {
      try Data().write(to: folder.appending(path: name))
    }
    let found = ProgramPath.find("libx", programs: [], libraries: [folder.path])
    #expect(found == "\(folder.path)/libx.so.2")
    #expect(ProgramPath.find("x", programs: [], libraries: [folder.path]) == found)
    #expect(ProgramPath.find("liby", programs: [], libraries: [folder.path]) == nil)
    #expect(ProgramPath.find("sh", programs: ["/bin"], libraries: []) == "/bin/sh")
    try FileManager.default.removeItem(at: folder)
  }

  @Test func `what is not there says so`() {
    #expect(throws: TracedFunctionsError.noProgram("/no/such")) {
      try TracedFunctions(argument: "/no/such:main")
    }
    #expect(throws: TracedFunctionsError.noFunction("libc:")) {
      try TracedFunctions(argument: "libc:")
    }
    #expect(throws: TracedFunctionsError.noMatch("no_such_*")) {
      try TracedFunctions(argument: "libc:no_such_*")
    }
  }

  @Test func `functions of a program are found by a pattern, and too many are refused`() throws {
    let names = try TracedFunctions(argument: "libc:sched_get*").names
    #expect(names.contains("sched_getcpu"))
    #expect(names.allSatisfy { $0.hasPrefix("sched_get") })
    let error = #expect(throws: TracedFunctionsError.self) {
      try TracedFunctions(argument: "libc:*")
    }
    guard case .tooMany("*", let found) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(found > Funclatency.mostFunctions)
  }
}
