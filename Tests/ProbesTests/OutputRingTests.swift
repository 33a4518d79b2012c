// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Probes

@Suite struct OutputRingTests {
  private static let rings: [(UInt32, Int, UInt32)] = [
    (4_194_304, 1, 262_144), (4_194_304, 2, 262_144), (4_194_304, 64, 16_384), (65_536, 2, 8192),
    (4096, 128, 8), (268_435_456, 2, 262_144),
  ]

  @Test(arguments: rings)
  func `when every CPU has sent what wakes the reader, a ring has room left`(
    ring: UInt32, cpus: Int, expected: UInt32
  ) {
    let bytes = OutputRing.bytesPerWaking(ring: ring, cpus: cpus)
    #expect(bytes == expected)
    #expect(Int(bytes) * cpus <= Int(ring) / 4)
  }
}
