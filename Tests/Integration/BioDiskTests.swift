// SPDX-License-Identifier: Apache-2.0

import BPF
import Foundation
import Probes
import Testing

extension RunningKernelTests {
  /// Disks that make no requests: zram, device mapper, md and others.
  @Suite(.requiresZram) struct BioDiskTests {
    private static let rungs = Rungs.of(Biosnoop()).filter(["tp_btf", "raw_tracepoint"].contains)

    @Test(.requiresRoot, arguments: rungs)
    func `each bio of a disk that makes no requests is one event`(rung: String) throws {
      let disk = try BioDisk(mebibytes: 4)
      #expect(!disk.device.makesRequests)
      let watched = try watch(Biosnoop(disk: disk.device), rung: rung) {
        try disk.file.write(count: 25, bytes: 8192) + disk.file.read(count: 50)
      }
      #expect(watched.drops == 0)
      let events = watched.events
      #expect(
        events.map(\.operation)
          == [BlockEvent.Operation](repeating: .write, count: 25)
          + [BlockEvent.Operation](repeating: .read, count: 50))
      let writes: [UInt64] = (0..<25).map { $0 * 16 }
      let reads: [UInt64] = (0..<50).map { $0 * 8 }
      #expect(events.map(\.sector) == writes + reads)
      #expect(events.map(\.size) == events.map { $0.operation == .read ? 4096 : 8192 })
      #expect(events.allSatisfy { $0.device == disk.device && $0.pid == UInt32(getpid()) })
      #expect(zip(events, watched.result).allSatisfy { (1...$1).contains($0.duration) })
    }

    @Test(.requiresRoot, arguments: rungs)
    func `bios to another disk are not reported`(rung: String) throws {
      let disk = try BioDisk(mebibytes: 4)
      let other = try BioDisk(mebibytes: 4)
      let watched = try watch(Biosnoop(disk: disk.device), rung: rung) {
        try other.file.read(count: 20)
      }
      #expect(watched.events.isEmpty)
    }

    @Test(.requiresRoot, arguments: rungs)
    func `bios are counted once, for as long as they took`(rung: String) throws {
      let disk = try BioDisk(mebibytes: 4)
      let loaded = try load(Biolatency(device: disk.device), rung: rung)
      let attached = try loaded.attach()
      let writes = try disk.file.write(count: 25)
      let reads = try disk.file.read(count: 50)
      attached.detach()
      let seen = try Biolatency.snapshot(of: loaded)
      #expect(seen.reads.count == 50)
      #expect(seen.writes.count == 25)
      #expect((1...reads.reduce(0, +)).contains(seen.reads.sum))
      #expect((1...writes.reduce(0, +)).contains(seen.writes.sum))
      #expect(try loaded.drops() == 0)
    }

    @Test(.requiresRoot, arguments: ["biosnoop", "biolatency"])
    func `who asks for no disk is told which are not seen`(tool: String) throws {
      let disk = try BioDisk(mebibytes: 4)
      let all = try TareRun([tool, "--exec", "true"]).start().finish()
      #expect(all.exitCode == 0)
      #expect(all.errors.contains("\(tool) does not see"))
      #expect(all.errors.contains(disk.name))
      let one = try TareRun([
        tool, "-d", disk.name, "--exec", "dd if=/dev/\(disk.name) of=/dev/null count=8 bs=4k",
      ]).start().finish()
      #expect(one.exitCode == 0)
      #expect(!one.errors.contains("does not see"))
      #expect(!one.errors.contains("\n0 events"))
      let quiet = try TareRun([tool, "--quiet", "--exec", "true"]).start().finish()
      #expect(!quiet.errors.contains("does not see"))
    }
  }
}
