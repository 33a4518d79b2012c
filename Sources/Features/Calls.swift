// SPDX-License-Identifier: Apache-2.0

import BPF

/// What a piece of BPF code calls.
struct Calls: Hashable {
  /// The kernel's helper functions, by number.
  var helpers: Set<UInt32> = []
  /// Whether it calls functions of its own object.
  var callsOwnFunctions = false

  private static let call: UInt8 = 0x85
  /// The two-slot load of 64 bits, whose second half is no instruction.
  private static let wideLoad: UInt8 = 0x18

  /// Walks instructions of eight bytes; what is left of a cut one is passed over.
  init(in code: [UInt8]) {
    var at = 0
    while at + 8 <= code.count {
      let operation = code[at]
      if operation == Self.call { add(code, at) }
      at += operation == Self.wideLoad ? 16 : 8
    }
  }

  private mutating func add(_ code: [UInt8], _ at: Int) {
    // The source register says whom: 0 a helper, 1 a function of the object, 2 one of the kernel's.
    switch code[at + 1] >> 4 {
    case 0:
      let number = unsafe code.span.bytes.uint32(at: at + 4)
      // Instead of a call that the linker has yet to fill in there stands -1.
      if number != .max { helpers.insert(number) }
    case 1: callsOwnFunctions = true
    default: break
    }
  }
}
