// SPDX-License-Identifier: Apache-2.0

import Results
import Testing

@testable import Scale

@Suite struct PrecededByToggleTests {
  @Test func `before each stint of a condition a dummy is attached and detached`() throws {
    let dummy = Counter()
    let inner = Counter()
    let condition = PrecededByToggle(dummy, inner)
    try condition.attach()
    #expect(dummy.calls == ["attach", "detach"])
    #expect(inner.calls == ["attach"])
    try condition.detach()
    #expect(dummy.calls == ["attach", "detach"])
    #expect(inner.calls == ["attach", "detach"])
  }
}

private final class Counter: Scale.Attachable {
  let condition = Condition.never
  private(set) var calls: [String] = []

  func attach() { calls.append("attach") }

  func detach() { calls.append("detach") }
}
