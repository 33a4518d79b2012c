// SPDX-License-Identifier: Apache-2.0

import ProbeObjects
import Testing

@testable import BPF

@Suite struct SessionTests {
  @Test func `the object calls each function of sessions by the number that stands for it`() {
    let code = ProbeObject.funclatency.bytes
    for function in SessionFunction.allCases {
      let number = UInt32(bitPattern: function.rawValue)
      let call = [0x85, 0x20, 0, 0] + (0..<4).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
      let calls = stride(from: 0, to: code.count - 7, by: 8).filter {
        code[$0..<$0 + 8].elementsEqual(call)
      }
      #expect(calls.count == 1, "\(function.name)")
    }
  }
}
