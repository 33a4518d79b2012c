// SPDX-License-Identifier: Apache-2.0

import BPF
import Foundation
import Probes
import Testing

extension RunningKernelTests {
  @Suite struct BiolatencyTests {
    private static let rungs = ["tp_btf", "raw_tracepoint", "tracepoint"]

    /// Tries the same until nobody else used a disk meanwhile: what comes out beyond the truth may be theirs.
    private func quietly(_ attempt: () throws -> Bool) throws -> Bool {
      for _ in 0..<200 where try attempt() { return true }
      return false
    }

    @Test(.requiresRoot, arguments: rungs)
    func `every read and write of a disk is counted once, for as long as it took`(rung: String)
      throws
    {
      let file = try DirectFile(kibibytes: 400)
      let loaded = try load(Biolatency(), rung: rung)
      let attached = try loaded.attach()
      let quiet = try quietly {
        let before = try Biolatency.snapshot(of: loaded)
        let reads = try file.read(count: 100)
        let writes = try file.write(count: 50)
        let seen = try Biolatency.snapshot(of: loaded).since(before)
        #expect(seen.reads.count >= 100)
        #expect(seen.writes.count >= 50)
        guard seen.reads.count == 100, seen.writes.count == 50 else { return false }
        expect(seen.reads, within: reads)
        expect(seen.writes, within: writes)
        return true
      }
      attached.detach()
      #expect(quiet)
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

    @Test(.requiresRoot, arguments: rungs)
    func `large requests are counted as often as the kernel does`(rung: String) throws {
      let file = try DirectFile(kibibytes: 8192)
      let loaded = try load(Biolatency(), rung: rung)
      let attached = try loaded.attach()
      let quiet = try quietly {
        let before = (try Biolatency.snapshot(of: loaded), BlockStatistics())
        _ = try file.read(count: 4, bytes: 2 << 20)
        _ = try file.write(count: 4, bytes: 2 << 20)
        let seen = try Biolatency.snapshot(of: loaded).since(before.0)
        let counted = BlockStatistics()
        return seen.reads.count >= 4 && seen.writes.count >= 4
          && seen.reads.count == counted.reads - before.1.reads
          && seen.writes.count == counted.writes - before.1.writes
      }
      attached.detach()
      #expect(quiet)
    }

    @Test(.requiresRoot, arguments: ["tp_btf", "raw_tracepoint"])
    func `requests for one sector at the same time are all counted`(rung: String) throws {
      let file = try DirectFile(kibibytes: 400)
      let loaded = try load(Biolatency(), rung: rung)
      let attached = try loaded.attach()
      let quiet = try quietly {
        let before = try Biolatency.snapshot(of: loaded)
        DispatchQueue.concurrentPerform(iterations: 8) { _ in
          do { _ = try file.read(count: 50) } catch { Issue.record(error) }
        }
        let seen = try Biolatency.snapshot(of: loaded).since(before)
        #expect(seen.reads.count >= 400)
        return seen.reads.count == 400
      }
      attached.detach()
      #expect(quiet)
      #expect(try loaded.drops() == 0)
    }

    @Test(.requiresRoot, arguments: ["tp_btf", "raw_tracepoint"])
    func `with the queue, a request takes no less than without`(rung: String) throws {
      let file = try DirectFile(kibibytes: 400)
      let loaded = try load(Biolatency(), rung: rung)
      let loadedWithQueue = try load(Biolatency(includeQueue: true), rung: rung)
      let attached = try loaded.attach()
      let attachedWithQueue = try loadedWithQueue.attach()
      let quiet = try quietly {
        let before = try Biolatency.snapshot(of: loaded).reads
        let beforeWithQueue = try Biolatency.snapshot(of: loadedWithQueue).reads
        let truth = try file.read(count: 100)
        let reads = try Biolatency.snapshot(of: loaded).reads.since(before)
        let withQueue = try Biolatency.snapshot(of: loadedWithQueue).reads.since(beforeWithQueue)
        guard reads.count == 100, withQueue.count == 100 else { return false }
        // The two look at their clocks one after the other, at both ends.
        #expect(Double(withQueue.sum) >= Double(reads.sum) * 0.9)
        #expect(withQueue.sum <= truth.reduce(0, +))
        return true
      }
      attachedWithQueue.detach()
      attached.detach()
      #expect(quiet)
    }
  }
}

/// The kernel's own counts of all disks: fields 1 and 5 of `/sys/block/*/stat`.
private struct BlockStatistics {
  var reads: UInt64 = 0
  var writes: UInt64 = 0

  init() {
    for device in Traces.contentsOfDirectory("/sys/block") {
      let text = contents(of: "/sys/block/\(device)/stat") ?? ""
      let fields = text.split(whereSeparator: \.isWhitespace).compactMap { UInt64($0) }
      guard fields.count > 4 else { continue }
      reads += fields[0]
      writes += fields[4]
    }
  }
}
