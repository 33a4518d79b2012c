// SPDX-License-Identifier: Apache-2.0

import Results
import Testing

@testable import Weighing

@Suite struct AfterShamTests {
  @Test func `before each condition a sham is put in place and taken away`() throws {
    let sham = Counter()
    let inner = Counter()
    let condition = AfterSham(sham, inner)
    try condition.attach()
    #expect(sham.calls == ["attach", "detach"])
    #expect(inner.calls == ["attach"])
    try condition.detach()
    #expect(sham.calls == ["attach", "detach"])
    #expect(inner.calls == ["attach", "detach"])
  }
}

private final class Counter: Weighing.Attachable {
  let condition = Condition.never
  private(set) var calls: [String] = []

  func attach() { calls.append("attach") }

  func detach() { calls.append("detach") }
}
