// SPDX-License-Identifier: Apache-2.0

import BPF
import Probes
import Subjects
import Testing

extension RunningKernelTests {
  @Suite struct RungsTests {
    @Test(.requiresRoot, arguments: Catalogue.probes.map(\.name))
    func `what this kernel refuses of a probe is tested in a guest`(probe: String) throws {
      let probe = try #require(Catalogue.probes.first { $0.name == probe })
      for rung in probe.probe.ladder {
        guard let refusal = Rungs.refusal(of: rung, probe) else { continue }
        #expect(Rungs.inGuests.contains(rung.name), "\(refusal)")
      }
    }

    @Test(.requiresRoot) func `a rung does without an extra that is refused, and says so`() throws {
      try Tracefs.makeAvailable()
      let probe = Opensnoop()
      let rung = try #require(probe.ladder.last)
      let absent = Rung.Extra("ghosts", [.init("ring_end", at: .tpBTF("no_such_event"))])
      let crippled = Rung(rung.name, rung.placements, extras: [absent] + rung.extras)
      let loaded = try probe.load(crippled)
      #expect(loaded.leftOut.map(\.events) == ["ghosts"])
      #expect(loaded.rung.extras == rung.extras)
      try loaded.attach().detach()
      #expect(try probe.load(rung).leftOut.isEmpty)
    }
  }
}
