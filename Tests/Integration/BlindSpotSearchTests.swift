// SPDX-License-Identifier: Apache-2.0

import BPF
import Foundation
import Probes
import Results
import Scale
import Testing

@testable import Subjects

extension RunningKernelTests {
  @Suite struct BlindSpotSearchTests {
    private static var environment: WeighingEnvironment {
      WeighingEnvironment(
        now: { Double(DispatchTime.now().uptimeNanoseconds) / 1e9 }, isInterrupted: { false },
        stolenTicks: { 0 }, progress: { _ in })
    }

    @Test(.requiresRoot, .requires("raw_tracepoint", of: Syscount(by: .process)))
    func `a process is found where nobody counts its system calls either, others are not`() throws {
      let busy = try Process.run(
        URL(fileURLWithPath: "/bin/sh"), arguments: ["-c", "while :; do sleep 0.01; done"])
      defer { busy.end() }
      // Whoever had turns made system calls: it slept in one.
      let calls = try load(Syscount(by: .process), rung: "raw_tracepoint")
      let attached = try calls.attach()
      let before = ProcessTurns(of: 1)
      let found = try BlindSpotSearch(environment: Self.environment).run()
      attached.detach()
      let callers = Set(try Syscount.processCounts(of: calls).map(\.pid))
      #expect(callers.contains(UInt32(busy.processIdentifier)))
      #expect(found.allSatisfy { !callers.contains($0.pid) && $0.turns >= 3 })
      #expect(!found.contains { $0.name.isEmpty })
      // The kernel of these tests' machine hides process 1; most kernels hide nobody.
      if !callers.contains(1), ProcessTurns(of: 1).since(before) > 5 {
        #expect(found.contains { $0.pid == 1 })
      }
    }

    @Test(.requiresRoot) func `a look that is interrupted ends at once and says so`() throws {
      var environment = Self.environment
      environment.isInterrupted = { true }
      #expect(throws: WeighingError.self) {
        try BlindSpotSearch(environment: environment, seconds: 600).run()
      }
    }
  }
}
