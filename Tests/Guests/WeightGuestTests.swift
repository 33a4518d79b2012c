// SPDX-License-Identifier: Apache-2.0

import Matrix
import Results
import Testing

@testable import Kernels

extension GuestTests {
  @Test func `K multiplies are K instructions in a guest that counts them`() throws {
    let counted = try WeightGuest.weigh(try Fixture.kernel.get(), tare: Fixture.tare) { false }
    #expect(counted.map(\.multiplies) == [128, 256, 512])
    for weight in counted {
      #expect(abs(weight.instructions - Double(weight.multiplies)) <= 0.001, "\(weight)")
    }
  }
}
