// SPDX-License-Identifier: Apache-2.0

import BPF
import Glibc

/// The ring through which a streaming probe's records leave the kernel.
struct OutputRing {
  /// In bytes, a power of two and at least a page; the object's own where it is `nil`.
  let size: UInt32?

  /// Where a CPU sends more at a time, waking the reader is no longer worth mentioning.
  private static let mostPerWaking: UInt32 = 1 << 18

  /// Sets its size, and how much a CPU sends before it wakes the reader.
  func configure(_ object: borrowing OpenObject) throws(BPFError) {
    if let size { try object.setMaximumEntries(size, ofMap: "records") }
    let wake = Self.bytesPerWaking(
      ring: try object.maximumEntries(ofMap: "records"),
      cpus: sysconf(Int32(_SC_NPROCESSORS_ONLN)))
    try object.setConstants(bytes(of: wake), in: ".rodata.ring")
  }

  /// The bytes that a CPU sends before it wakes the reader: all CPUs' fill a quarter of the ring.
  static func bytesPerWaking(ring: UInt32, cpus: Int) -> UInt32 {
    min(mostPerWaking, ring / 4 / UInt32(max(1, cpus)))
  }
}
