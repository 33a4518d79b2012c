// SPDX-License-Identifier: Apache-2.0

import System
import Testing

@testable import BPF

@Suite struct ProgramSurveyTests {
  @Test func `a descriptor's text names its program`() {
    let link =
      "pos:\t0\nflags:\t02\nlink_type:\ttracing\nlink_id:\t7\nprog_tag:\taa\nprog_id:\t42\n"
    #expect(DescriptorText.program(inText: link) == 42)
    #expect(DescriptorText.program(inText: "pos:\t0\nmap_id:\t3\n") == nil)
    #expect(DescriptorText.program(inText: "prog_id:\n") == nil)
  }

  @Test func `file systems of a type are found among the mounts`() {
    let mounts = """
      proc /proc proc rw 0 0
      none /sys/fs/bpf bpf rw 0 0
      bpf /run/bpf ext4 rw 0 0
      short
      x /run/other bpf rw 0 0
      """
    #expect(Mounts.places(of: "bpf", in: mounts) == ["/sys/fs/bpf", "/run/other"])
  }

  @Test func `a place in a function or file has its offset unless that is 0`() {
    let name = Array("f".utf8)
    #expect(AttachedHook.place(in: name, offset: 0) == name)
    #expect(AttachedHook.place(in: name, offset: 31) == Array("f+0x1f".utf8))
  }
}
