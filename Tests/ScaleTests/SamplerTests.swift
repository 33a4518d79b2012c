// SPDX-License-Identifier: Apache-2.0

import Results
import Statistics
import Testing
import Workloads

@testable import Scale

@Suite struct SamplerTests {
  private func sample(
    _ machine: ScriptedMachine, loads: Int = 6, seconds: Double = 2, seed: UInt64 = 1
  ) throws -> Sampler.Sample {
    let sampler = Sampler(
      stints: StintPlan(operationsPerSlice: 1000, slicesPerStint: 6),
      environment: machine.environment, loads: loads, seconds: seconds)
    var random = RandomSource(seed: seed)
    return try sampler.sample(counting: [.systemCall], random: &random) {
      () throws(WeighingError) in machine.sampledLoad([.off, .offAgain, .probe])
    }
  }

  @Test func `a planted cost is found and nothing is nothing`() throws {
    let machine = ScriptedMachine()
    machine.costs = [.probe: 30]
    let sample = try sample(machine)
    #expect(try sample.contrast(.probe, to: .off).difference.contains(30))
    #expect(try sample.contrast(.offAgain, to: .off).difference.contains(0))
    let events = try #require(sample.eventsPerOperation[.probe])
    #expect(abs(events - 1.001) < 1e-9)
  }

  @Test func `the time is kept, and every load has its blocks`() throws {
    let machine = ScriptedMachine()
    let sample = try sample(machine, loads: 6, seconds: 2)
    #expect(sample.raw.loads.count == 6)
    #expect(sample.raw.loads.allSatisfy { $0.blocks.count >= Sampler.fewestBlocks })
    #expect((1.9...2.5).contains(machine.seconds))
  }

  @Test func `a machine that is too slow has fewer loads and not an endless run`() throws {
    let machine = ScriptedMachine()
    machine.toggleSeconds = 0.5
    let sample = try sample(machine, loads: 20, seconds: 2)
    #expect(sample.raw.loads.count == 2)
  }

  @Test func `Ctrl-C ends it`() {
    let machine = ScriptedMachine()
    machine.interruption = 4
    #expect(throws: WeighingError.self) { try sample(machine) }
  }
}
