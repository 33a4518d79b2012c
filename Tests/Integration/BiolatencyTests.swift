// SPDX-License-Identifier: Apache-2.0

import BPF
import Foundation
import Probes
import Testing

extension RunningKernelTests {
  /// What is counted is held against requests that nobody else makes, to a disk of the tests' own.
  /// This process's requests to a disk that others use will not do: the kernel gives some of them
  /// to the device.
  @Suite struct BiolatencyTests {
    private static let rungs = Rungs.of(Biolatency())
    /// Those that tell two requests for one sector apart, and the queue.
    private static let rungsOfRequests = Rungs.of(Biolatency(includeQueue: true))

    @Test(.requiresRoot, arguments: rungs)
    func `every read and write of a disk is counted once, for as long as it took`(rung: String)
      throws
    {
      let disk = try OwnDisk(mebibytes: 1)
      let file = disk.file
      let loaded = try load(Biolatency(device: disk.device), rung: rung)
      let attached = try loaded.attach()
      func attempt() throws -> (seen: LatencySnapshot, reads: [UInt64], writes: [UInt64]) {
        let before = try Biolatency.snapshot(of: loaded)
        let reads = try file.read(count: 100)
        let writes = try file.write(count: 50)
        return (try Biolatency.snapshot(of: loaded).since(before), reads, writes)
      }
      let (seen, reads, writes) = try repeatedWhereHidden(
        until: { $0.seen.reads.count >= 100 && $0.seen.writes.count >= 50 }, attempt)
      attached.detach()
      withExtendedLifetime(disk) {}
      #expect(seen.reads.count == 100)
      #expect(seen.writes.count == 50)
      expect(seen.reads, within: reads)
      expect(seen.writes, within: writes)
      #expect(try loaded.drops() == 0)
    }

    private func expect(_ histogram: LatencyHistogram, within truth: [UInt64]) {
      #expect(histogram.sum <= truth.reduce(0, +))
      // A device needs more than a microsecond.
      #expect(histogram.sum > UInt64(truth.count) * 1000)
      #expect(Double(histogram.maximum) <= Double(truth.max() ?? 0) * 1.07)
      for share in [0.5, 0.9] {
        let sorted = truth.sorted()
        let theirs = sorted[Int((share * Double(truth.count)).rounded(.up)) - 1]
        #expect(Double(histogram.percentile(share) ?? 0) <= Double(theirs) * 1.032)
      }
    }

    /// What a probe that counts everybody's requests by disk has of one, and what the kernel has,
    /// while something uses that disk alone.
    private func counts(
      of disk: OwnDisk, rung: String, while body: () throws -> Void
    ) throws -> (probe: UInt64, kernel: UInt64, merged: UInt64) {
      let loaded = try load(Biolatency(byDevice: true), rung: rung)
      let attached = try loaded.attach()
      let before = try disk.statistics()
      try body()
      let after = try disk.statistics()
      attached.detach()
      #expect(try loaded.drops() == 0)
      let kind = LatencyKind(device: disk.device, flags: 0)
      return (
        try Biolatency.kinds(of: loaded)[kind]?.count ?? 0,
        after.reads - before.reads + after.writes - before.writes,
        after.mergedReads - before.mergedReads
      )
    }

    @Test(.requiresRoot, arguments: rungs)
    func `large requests are counted as often as the kernel does`(rung: String) throws {
      let disk = try OwnDisk(mebibytes: 8)
      let seen = try repeatedWhereHidden(until: { $0.probe >= $0.kernel }) {
        try counts(of: disk, rung: rung) {
          _ = try disk.file.read(count: 4, bytes: 2 << 20)
          _ = try disk.file.write(count: 4, bytes: 2 << 20)
        }
      }
      #expect(seen.kernel >= 8)
      #expect(seen.probe == seen.kernel)
    }

    @Test(.requiresRoot, arguments: rungsOfRequests)
    func `requests for one sector at the same time are all counted`(rung: String) throws {
      let disk = try OwnDisk(mebibytes: 1)
      let seen = try repeatedWhereHidden(until: { $0.probe >= $0.kernel }) {
        try counts(of: disk, rung: rung) {
          DispatchQueue.concurrentPerform(iterations: 8) { _ in
            do { _ = try disk.file.read(count: 50) } catch { Issue.record(error) }
          }
        }
      }
      // Neighbours that wait at the same time may become one request.
      #expect(seen.kernel + seen.merged >= 400)
      #expect(seen.probe == seen.kernel)
    }

    @Test(.requiresRoot, arguments: rungsOfRequests)
    func `with the queue, a request takes no less than without`(rung: String) throws {
      let disk = try OwnDisk(mebibytes: 1)
      let file = disk.file
      let loaded = try load(Biolatency(device: disk.device), rung: rung)
      let loadedWithQueue = try load(
        Biolatency(includeQueue: true, device: disk.device), rung: rung)
      let attached = try loaded.attach()
      let attachedWithQueue = try loadedWithQueue.attach()
      func attempt() throws -> (
        reads: LatencyHistogram, withQueue: LatencyHistogram, truth: [UInt64]
      ) {
        let before = try Biolatency.snapshot(of: loaded).reads
        let beforeWithQueue = try Biolatency.snapshot(of: loadedWithQueue).reads
        let truth = try file.read(count: 100)
        return (
          try Biolatency.snapshot(of: loaded).reads.since(before),
          try Biolatency.snapshot(of: loadedWithQueue).reads.since(beforeWithQueue), truth
        )
      }
      let seen = try repeatedWhereHidden(
        until: { $0.reads.count >= 100 && $0.withQueue.count >= 100 }, attempt)
      attachedWithQueue.detach()
      attached.detach()
      withExtendedLifetime(disk) {}
      #expect(seen.reads.count == 100 && seen.withQueue.count == 100)
      // The two look at their clocks one after the other, at both ends; few requests fall into a
      // moment in which the machine stands still between the two.
      let median = try #require(seen.reads.percentile(0.5))
      #expect(Double(try #require(seen.withQueue.percentile(0.5))) >= Double(median) * 0.9)
      #expect(seen.withQueue.sum <= seen.truth.reduce(0, +))
    }
  }
}
