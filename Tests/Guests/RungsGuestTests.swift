// SPDX-License-Identifier: Apache-2.0

import System
import Testing

@testable import Kernels

/// The tests of rungs, on a kernel that refuses none.
@Suite(.requiresGuests, .requiresRootDisk) struct RungsGuestTests {
  /// How many cases each suite has there: those with fentry, fexit or kprobes, which the running
  /// kernel may refuse, and of ExecsnoopTests those in which kernels differ.
  private static let cases = [
    "DetachingTests": 2, "ExecsnoopTests": 3, "Ext4slowerTests": 8, "FilterTests": 16,
    "FunclatencyTests": 8, "OpensnoopTests": 10, "TrialTests": 8,
  ]

  @Test func `the tests of rungs pass on those that hosted kernels refuse`() throws {
    let run = try InnerRun(on: try Fixture.kernel.get())
    let cases = Dictionary(grouping: run.events.compactMap(\.endedCase)) { $0 }
    #expect(run.events.compactMap(\.problem) == [], "\(run.end)")
    #expect(cases.mapValues(\.count) == Self.cases, "\(run.end)")
    #expect(run.exitCode == "0", "\(run.end)")
    #expect(run.console.findings == [])
  }
}
