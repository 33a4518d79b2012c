// SPDX-License-Identifier: Apache-2.0

import BPF
import Foundation
import Probes
import Testing

extension RunningKernelTests {
  @Suite struct BiolatencyTests {
    private static let rungs = ["tp_btf", "raw_tracepoint", "tracepoint"]

    /// What the counts of an attempt are beside the truth.
    private enum Comparison {
      case same
      /// Somebody else may have used a disk meanwhile.
      case more
      case less

      init(_ counts: [UInt64], beside truth: [UInt64]) {
        let pairs = zip(counts, truth)
        self = pairs.contains { $0 < $1 } ? .less : pairs.contains { $0 > $1 } ? .more : .same
      }
    }

    /// Tries the same until nobody else used a disk meanwhile.
    private func quietly(_ attempt: () throws -> Comparison) throws -> Comparison {
      for _ in 0..<200 {
        let comparison = try repeatedWhereHidden(until: { $0 != .less }, attempt)
        if comparison != .more { return comparison }
      }
      return .more
    }

    @Test(.requiresRoot, arguments: rungs)
    func `every read and write of a disk is counted once, for as long as it took`(rung: String)
      throws
    {
      let file = try DirectFile(kibibytes: 400)
      let loaded = try load(Biolatency(), rung: rung)
      let attached = try loaded.attach()
      let comparison = try quietly {
        let before = try Biolatency.snapshot(of: loaded)
        let reads = try file.read(count: 100)
        let writes = try file.write(count: 50)
        let seen = try Biolatency.snapshot(of: loaded).since(before)
        let comparison = Comparison([seen.reads.count, seen.writes.count], beside: [100, 50])
        guard comparison == .same else { return comparison }
        expect(seen.reads, within: reads)
        expect(seen.writes, within: writes)
        return comparison
      }
      attached.detach()
      #expect(comparison == .same)
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
      let comparison = try quietly {
        let before = (try Biolatency.snapshot(of: loaded), BlockStatistics())
        _ = try file.read(count: 4, bytes: 2 << 20)
        _ = try file.write(count: 4, bytes: 2 << 20)
        // The probe looks first and last: what others ask for between two looks is more, not less.
        let counted = BlockStatistics()
        let seen = try Biolatency.snapshot(of: loaded).since(before.0)
        let truth = [counted.reads - before.1.reads, counted.writes - before.1.writes]
        #expect(truth.allSatisfy { $0 >= 4 })
        return Comparison([seen.reads.count, seen.writes.count], beside: truth)
      }
      attached.detach()
      #expect(comparison == .same)
    }

    @Test(.requiresRoot, arguments: ["tp_btf", "raw_tracepoint"])
    func `requests for one sector at the same time are all counted`(rung: String) throws {
      let file = try DirectFile(kibibytes: 400)
      let loaded = try load(Biolatency(), rung: rung)
      let attached = try loaded.attach()
      let comparison = try quietly {
        let before = (try Biolatency.snapshot(of: loaded), BlockStatistics())
        DispatchQueue.concurrentPerform(iterations: 8) { _ in
          do { _ = try file.read(count: 50) } catch { Issue.record(error) }
        }
        // Neighbours that wait at the same time may become one request.
        let counted = BlockStatistics()
        let seen = try Biolatency.snapshot(of: loaded).since(before.0)
        let truth = counted.reads - before.1.reads
        #expect(truth + counted.mergedReads - before.1.mergedReads >= 400)
        return Comparison([seen.reads.count], beside: [truth])
      }
      attached.detach()
      #expect(comparison == .same)
      #expect(try loaded.drops() == 0)
    }

    @Test(.requiresRoot, arguments: ["tp_btf", "raw_tracepoint"])
    func `with the queue, a request takes no less than without`(rung: String) throws {
      let file = try DirectFile(kibibytes: 400)
      let loaded = try load(Biolatency(), rung: rung)
      let loadedWithQueue = try load(Biolatency(includeQueue: true), rung: rung)
      let attached = try loaded.attach()
      let attachedWithQueue = try loadedWithQueue.attach()
      let comparison = try quietly {
        let before = try Biolatency.snapshot(of: loaded).reads
        let beforeWithQueue = try Biolatency.snapshot(of: loadedWithQueue).reads
        let truth = try file.read(count: 100)
        let reads = try Biolatency.snapshot(of: loaded).reads.since(before)
        let withQueue = try Biolatency.snapshot(of: loadedWithQueue).reads.since(beforeWithQueue)
        let comparison = Comparison([reads.count, withQueue.count], beside: [100, 100])
        guard comparison == .same else { return comparison }
        // The two look at their clocks one after the other, at both ends.
        #expect(Double(withQueue.sum) >= Double(reads.sum) * 0.9)
        #expect(withQueue.sum <= truth.reduce(0, +))
        return comparison
      }
      attachedWithQueue.detach()
      attached.detach()
      #expect(comparison == .same)
    }
  }
}

/// The kernel's own counts of all disks: fields 1, 2 and 5 of `/sys/block/*/stat`.
private struct BlockStatistics {
  var reads: UInt64 = 0
  var mergedReads: UInt64 = 0
  var writes: UInt64 = 0

  init() {
    for device in Traces.contentsOfDirectory("/sys/block") {
      let text = contents(of: "/sys/block/\(device)/stat") ?? ""
      let fields = text.split(whereSeparator: \.isWhitespace).compactMap { UInt64($0) }
      guard fields.count > 4 else { continue }
      reads += fields[0]
      mergedReads += fields[1]
      writes += fields[4]
    }
  }
}
