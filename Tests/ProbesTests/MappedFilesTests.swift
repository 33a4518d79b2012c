// SPDX-License-Identifier: Apache-2.0

import Foundation
@testable import Probes
import Testing

@Suite struct MappedFilesTests {
  private static let text = """
    5581a0000000-5581a0001000 r--p 00000000 fe:01 77                         /srv/a program
    5581a0001000-5581a0002000 r-xp 00001000 fe:01 77                         /srv/a program
    7f0000000000-7f0000100000 r-xp 00026000 fe:01 99                         /lib/libc-2.31.so (deleted)
    7f0000200000-7f0000201000 rw-p 00000000 00:00 0
    7ffc00000000-7ffc00021000 rw-p 00000000 00:00 0                          [stack]
    nonsense

    """

  @Test func `files with code are told from the rest, spaces and deletions in their names`() {
    let mappings = MappedFiles.mappings(Self.text)
    #expect(mappings.map(\.path) == ["/srv/a program", "/srv/a program", "/lib/libc-2.31.so"])
    #expect(mappings.map(\.isExecutable) == [false, true, true])
    #expect(mappings.last?.offset == 0x26000)
    #expect(mappings.last?.inode == 99)
  }

  @Test(
    arguments: [
      ("libc.so.6", "libc", true), ("libc.so.6", "c", true), ("libc-2.31.so", "c", true),
      ("ld-musl-x86_64.so.1", "libc", true), ("libcrypt.so.1", "c", false),
      ("libc.so.6", "libcr", false), ("server", "server", true), ("server", "serve", false),
      ("server", "", false),
    ] as [(Substring, String, Bool)])
  func `a file is called by its name or a library's short one`(
    name: Substring, word: String, isCalled: Bool
  ) {
    #expect(MappedFiles.isCalled(name, word) == isCalled)
  }

  @Test func `a process that is gone or a kernel thread has no program`() {
    #expect(throws: TracedFunctionsError.noProcess(.max >> 1)) {
      try FunctionSearch(ProbeFilter(pid: .max >> 1)).find(":main")
    }
    #expect(throws: TracedFunctionsError.noProcess(2)) {
      try FunctionSearch(ProbeFilter(pid: 2)).find(":f")
    }
    #expect(throws: TracedFunctionsError.noProcessForProgram) { try FunctionSearch().find(":f") }
  }

  @Test func `what a process has not mapped is refused with what it has`() throws {
    let own = UInt32(getpid())
    let error = #expect(throws: TracedFunctionsError.self) {
      try FunctionSearch(ProbeFilter(pid: own)).find("libnosuch:f")
    }
    #expect(error?.description.contains("libc.so.6") == true)
  }

  /// What this process's loader chose.
  private func implementation(_ name: String) throws -> UInt64 {
    let maps = try MappedFiles(of: UInt32(getpid()))
    let address = UInt64(UInt(bitPattern: unsafe dlsym(nil, name)))
    let mapping = try #require(
      maps.mappings.first { $0.range.contains(address) && $0.isExecutable })
    return mapping.offset + (address - mapping.range.lowerBound)
  }

  @Test(arguments: ["strlen", "memcpy", "strcmp"])
  func `a function that leaves the choice to a resolver is traced where the choice fell`(
    name: String
  ) throws {
    let searches = [FunctionSearch(), FunctionSearch(ProbeFilter(pid: UInt32(getpid())))]
    for search in searches {
      guard case .located(let found) = try search.find("libc:\(name)").functions else {
        Issue.record("\(name) is not located")
        continue
      }
      #expect(found.map(\.name) == [name])
      // Perhaps behind a first instruction that kernels misread.
      let start = try implementation(name)
      #expect(found.allSatisfy { $0.offset >= start && $0.offset < start + 32 })
    }
  }
}
