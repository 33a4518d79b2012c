// SPDX-License-Identifier: Apache-2.0

import ELF
import Testing

@testable import Kernels

@Suite struct ImageTests {
  @Test func `the head of an image says its release and its build`() throws {
    let image = try BootImage(
      fakeImage(version: "6.12.1-x (me@here) #1 SMP PREEMPT"), path: "bzImage")
    #expect(image.release == "6.12.1-x")
    #expect(image.build == "(me@here) #1 SMP PREEMPT")
  }

  @Test(arguments: [
    ("", "it is empty"), ("\u{7f}ELF", "it is an ELF file"), ("#!/bin/sh\n", "it is no bzImage"),
    ("!<arch>\ndebian-binary", "it is an archive"),
  ])
  func `what is no kernel is called what it is`(_ sample: (String, String)) {
    let error = #expect(throws: KernelsError.self) {
      try BootImage(Array(sample.0.utf8), path: "/x")
    }
    #expect(error?.description.contains(sample.1) == true)
    #expect(error?.description.hasPrefix("'/x' is no kernel that can be booted: ") == true)
  }

  @Test func `an image that was cut off is damaged`() {
    let whole = fakeImage(version: "6.1.0")
    let error = #expect(throws: KernelsError.self) {
      try BootImage(Array(whole.dropLast(100)), path: "/x")
    }
    #expect(error?.description == "'/x' is damaged: it has 3996 bytes of 4096")
  }

  @Test func `random bytes never end the process`() {
    for seed in 0..<200 {
      var bytes = fakeImage(version: "6.1.0")
      for offset in stride(from: 0x1f0, to: 0x250, by: 1) where (offset &* 31 &+ seed) % 3 == 0 {
        bytes[offset] = UInt8(truncatingIfNeeded: seed &* offset)
      }
      _ = try? BootImage(bytes, path: "/x")
      let program = ELFFile([0x7f, 0x45, 0x4c, 0x46, 2, 1] + bytes.shuffled(by: seed))
      _ = (program?.stripped, program?.interpreter, program?.hasNote(owner: "Xen", type: 18))
      _ = program?.contents(named: ".modinfo")
    }
  }

  @Test func `the name of a module and what it needs are read`() {
    #expect(ModuleFile.name(of: "/lib/modules/1/kernel/null-blk.ko.xz") == "null_blk")
    #expect(ModuleFile.name(of: "/lib/modules/1/modules.dep") == nil)
    let module = [1, 2, 0] + Array("alias=x\0depends=configfs,a-b\0intree=Y\0".utf8)
    #expect(ModuleFile.needs(module) == ["configfs", "a_b"])
    #expect(ModuleFile.needs(Array("\0depends=\0".utf8)) == [])
    #expect(ModuleFile.needs([]) == [])
  }
}

extension [UInt8] {
  /// Bytes that depend on these and on a seed, and nothing else.
  fileprivate func shuffled(by seed: Int) -> [UInt8] {
    enumerated().map {
      UInt8(truncatingIfNeeded: ($0.offset &* 131 &+ seed &* 17) >> 2) ^ $0.element
    }
  }
}
