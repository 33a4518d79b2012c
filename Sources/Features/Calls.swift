// SPDX-License-Identifier: Apache-2.0

import BPF

/// The functions called in BPF code.
struct Calls: Hashable {
  /// The kernel's helper functions, by number.
  var helpers: Set<UInt32> = []
  /// Whether it calls functions of its own object.
  var callsOwnFunctions = false

  private static let call: UInt8 = 0x85
  /// The two-slot load of 64 bits; its second half is no instruction.
  private static let wideLoad: UInt8 = 0x18

  /// Walks instructions of eight bytes; a cut one is ignored.
  init(in code: [UInt8]) {
    var at = 0
    while at + 8 <= code.count {
      let operation = code[at]
      if operation == Self.call { add(code, at) }
      at += operation == Self.wideLoad ? 16 : 8
    }
  }

  private mutating func add(_ code: [UInt8], _ at: Int) {
    // The source register tells the callee: 0 a helper, 1 the object's function, 2 the kernel's.
    switch code[at + 1] >> 4 {
    case 0:
      let number = unsafe code.span.bytes.uint32(at: at + 4)
      // A call that the linker has yet to fill in has -1.
      if number != .max { helpers.insert(number) }
    case 1: callsOwnFunctions = true
    default: break
    }
  }
}
