// SPDX-License-Identifier: Apache-2.0

import Testing

@testable import Workloads

/// Which answers are believed.
struct AnswerTests {
  static let fine = Slice(cpuNanoseconds: 190, wallNanoseconds: 200, events: [.systemCall: 3])

  func fault(_ slices: [Slice], number: UInt32 = 5, elapsed: Duration = .microseconds(1)) -> String?
  {
    Answer(number: number, slices: slices).fault(expected: 5, elapsed: elapsed)
  }

  @Test func `slices that fit into the command's time are believed`() {
    #expect(fault([Self.fine, Self.fine]) == nil)
  }

  @Test func `an answer to another command is not`() {
    #expect(fault([Self.fine], number: 4) == "it answers command 4 instead of 5")
  }

  @Test func `a slice without time is not`() {
    var slice = Self.fine
    slice.wallNanoseconds = 0
    #expect(fault([Self.fine, slice]) == "slice 1 took no time")
  }

  @Test func `one slice may have lost its CPU time to the hypervisor, all may not`() {
    var slice = Self.fine
    slice.cpuNanoseconds = 0
    #expect(slice.isWithoutCPUTime)
    #expect(fault([Self.fine, slice]) == nil)
    #expect(fault([slice, slice]) == "no slice took CPU time")
    #expect(fault([]) == nil)
  }

  @Test func `slices that took longer than the command are not`() {
    #expect(
      fault([Self.fine, Self.fine], elapsed: .nanoseconds(399))
        == "its slices took 400 ns of a command that took 399 ns")
  }

  @Test func `more CPU time than there is is not`() {
    var slice = Self.fine
    slice.cpuNanoseconds = .max
    #expect(fault([slice]) == "slice 0 took 18446744073709551615 ns of CPU time")
  }
}
