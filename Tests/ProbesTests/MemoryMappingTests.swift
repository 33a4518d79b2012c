// SPDX-License-Identifier: Apache-2.0

@testable import Probes
import Testing

@Suite struct MemoryMappingTests {
  private static let mappings = MemoryMapping.code(
    in: """
      7f0000002000-7f0000003000 r-xp 00001000 fe:01 77 /usr/lib/with space.so (deleted)
      55f000000000-55f000001000 r--p 00000000 08:02 12 /usr/bin/tool
      55f000001000-55f000003000 r-xp 00001000 08:02 12 /usr/bin/tool
      7f0000010000-7f0000020000 rwxp 00000000 00:00 0 
      7f0000020000-7f0000021000 r-xp 00000000 00:00 0 [anon:code]
      7fff00000000-7fff00001000 r-xp 00000000 00:00 0 [vdso]
      ffffffffff600000-ffffffffff601000 --xp 00000000 00:00 0 [vsyscall]
      """)

  @Test func `only code counts, by address`() {
    #expect(Self.mappings.map(\.range.lowerBound) == Self.mappings.map(\.range.lowerBound).sorted())
    #expect(
      Self.mappings.map(\.name) == ["tool", "with space.so", nil, nil, "vdso", "vsyscall"])
    #expect(Self.mappings.map(\.isDeleted) == [false, true, false, false, false, false])
    #expect(Self.mappings[0].source == .file(path: "/usr/bin/tool", inode: 12, device: 8 << 32 | 2))
  }

  @Test(
    arguments: [
      (0x55f0_0000_0fff, nil), (0x55f0_0000_1000, "tool"), (0x55f0_0000_2fff, "tool"),
      (0x55f0_0000_3000, nil), (0x7f00_0000_2fff, "with space.so"), (.max, nil), (0, nil),
    ] as [(UInt64, String?)])
  func `an address is in the mapping that holds it, and in no other`(
    address: UInt64, name: String?
  ) {
    #expect(Self.mappings.mapping(at: address)?.name == name)
  }

  @Test(arguments: [
    "", "7f00-", "7f00-8000 r-xp 0 00:00", "8000-7f00 r-xp 0 00:00 0",
    "7f00-8000 r-xp g 00:00 0 /x", "7f00-8000 r-xp 0 00:00 -1 /x",
    "10000000000000000-20000000000000000 r-xp 0 00:00 0",
  ])
  func `what is no line of a mapping is none`(text: String) {
    #expect(MemoryMapping.code(in: text).isEmpty)
  }

  @Test func `any bytes are read without harm`() {
    for seed in UInt64(1)...16 {
      var noise = Noise(seed: seed)
      let bytes = noise.words(0...300).flatMap { [UInt8(truncatingIfNeeded: $0 % 64 + 10)] }
      _ = MemoryMapping.code(in: String(decoding: bytes, as: UTF8.self))
    }
  }
}
