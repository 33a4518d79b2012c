// SPDX-License-Identifier: Apache-2.0

@testable import Probes
import Testing

@Suite struct GapsTests {
  @Test func `nothing is missing until something is`() {
    var gaps = FunctionFollower.Gaps(argument: "libc:malloc")
    #expect(gaps.isNone)
    #expect(gaps.remarks.isEmpty)
    gaps.lateFiles = 1
    #expect(!gaps.isNone)
    #expect(gaps.remarks.isEmpty)
  }

  @Test func `what is missing is told, of at most three files by name`() {
    var gaps = FunctionFollower.Gaps(argument: "libc:malloc")
    for number: UInt32 in 1...5 { gaps.missed["/srv/\(number)/libc.so.6"] = [number, number + 1] }
    gaps.missed["/a"] = [7]
    gaps.failures["/b"] = "no such function"
    gaps.unrecorded = 12
    gaps.obstacle = "why not"
    #expect(gaps.untracedProcesses == 11)
    #expect(gaps.untracedFiles == 1)
    #expect(!gaps.isNone)
    #expect(
      gaps.remarks == [
        "libc:malloc was not traced in '/a' of 1 process that ended too early",
        "libc:malloc was not traced in '/srv/1/libc.so.6' of 2 processes that ended too early",
        "libc:malloc was not traced in '/srv/2/libc.so.6' of 2 processes that ended too early",
        "libc:malloc was not traced in '/b': no such function",
        "libc:malloc was not traced in 3 more files",
        "the kernel had no room to record 12 mapped files; libc:malloc may not have been traced everywhere",
        "libc:malloc was traced only in files that were mapped at first: why not",
      ])
  }
}
