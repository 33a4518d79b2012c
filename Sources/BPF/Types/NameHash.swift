// SPDX-License-Identifier: Apache-2.0

/// The FNV-1a hash of a name, for finding a few names among many.
package struct NameHash {
  package private(set) var value: UInt64 = 0xcbf2_9ce4_8422_2325

  package init() {}

  package init(_ name: String) { for byte in name.utf8 { add(byte) } }

  package mutating func add(_ byte: UInt8) { value = (value ^ UInt64(byte)) &* 0x100_0000_01b3 }
}
