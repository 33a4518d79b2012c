// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import Testing

@testable import Kernels

/// Runs `body` with a folder that is gone afterwards.
func withTemporaryFolder(_ body: (String) throws -> Void) throws {
  let folder =
    "\(FileManager.default.temporaryDirectory.path)/tare-\(UInt64.random(in: 0 ... .max))"
  try Files.makeFolder(folder)
  defer { #expect(throws: Never.self) { try Files.remove(folder) } }
  try body(folder)
}

/// A file that looks like a bzImage of this version to whoever reads its head.
func fakeImage(version: String, size: Int = 4096) -> [UInt8] {
  var bytes = [UInt8](repeating: 0, count: size)
  bytes[0x1f1] = 1  // 1024 bytes of set-up, and
  let paragraphs = (size - 1024) / 16
  for byte in 0..<4 { bytes[0x1f4 + byte] = UInt8(truncatingIfNeeded: paragraphs >> (8 * byte)) }
  bytes.replaceSubrange(0x202..<0x206, with: Array("HdrS".utf8))
  bytes[0x20f] = 0x01  // version at 0x100 + 0x200
  bytes.replaceSubrange(0x300..<0x300 + version.utf8.count, with: Array(version.utf8))
  return bytes
}
