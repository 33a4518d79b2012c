// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Network interfaces by their numbers.
enum Interface {
  /// The name, or the number where the interface is gone.
  static func name(_ number: UInt64) -> String {
    unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: Int(IF_NAMESIZE)) { buffer in
      guard let index = UInt32(exactly: number),
        let name = unsafe if_indextoname(index, buffer.baseAddress)
      else { return "interface \(number)" }
      return unsafe String(cString: name)
    }
  }
}
