// SPDX-License-Identifier: Apache-2.0

import Probes
import Testing
import Weighing

extension RunningKernelTests {
  @Suite struct RungsTests {
    @Test(.requiresRoot, arguments: WeighedProbe.all.map(\.name))
    func `what this kernel refuses of a probe is tested in a guest`(probe: String) throws {
      let probe = try #require(WeighedProbe.all.first { $0.name == probe })
      for rung in probe.ladder {
        guard let refusal = Rungs.refusal(of: rung, probe) else { continue }
        #expect(Rungs.inGuests.contains(rung.name), "\(refusal)")
      }
    }
  }
}
