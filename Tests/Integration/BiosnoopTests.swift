// SPDX-License-Identifier: Apache-2.0

import BPF
import Foundation
import Probes
import Testing

extension RunningKernelTests {
  @Suite struct BiosnoopTests {
    private static let rungs = Rungs.of(Biosnoop())
    private static let rungsWithQueue = Rungs.of(Biosnoop(includeQueue: true))

    private static var own: ProbeFilter { ProbeFilter(pid: UInt32(getpid())) }

    /// What is reported of a disk while this process makes so many requests to it. Nobody else
    /// does: to a disk that others use the kernel may give them in somebody else's name.
    private func watch<Result>(
      _ disk: OwnDisk, _ probe: Biosnoop, rung: String, requests: Int,
      while body: () throws -> Result
    ) throws -> Watched<Biosnoop, Result> {
      var watched = try repeatedWhereHidden(until: { watched in
        watched.events.count { $0.device == disk.device } >= requests
      }) { try IntegrationTests.watch(probe, rung: rung, while: body) }
      watched.events.removeAll { $0.device != disk.device }
      return watched
    }

    @Test(.requiresRoot, arguments: rungs)
    func `each read and write is one event, with its place, size, process and time`(rung: String)
      throws
    {
      let disk = try OwnDisk(mebibytes: 1)
      let watched = try watch(disk, Biosnoop(), rung: rung, requests: 75) {
        try disk.file.read(count: 50) + disk.file.write(count: 25, bytes: 8192)
      }
      #expect(watched.drops == 0)
      let events = watched.events
      #expect(
        events.map(\.operation)
          == [BlockEvent.Operation](repeating: .read, count: 50)
          + [BlockEvent.Operation](repeating: .write, count: 25))
      #expect(events.allSatisfy { $0.pid == UInt32(getpid()) })
      let reads: [UInt64] = (0..<50).map { $0 * 8 }
      let writes: [UInt64] = (0..<25).map { $0 * 16 }
      #expect(events.map(\.sector) == reads + writes)
      #expect(events.map(\.size) == events.map { $0.operation == .read ? 4096 : 8192 })
      for (event, truth) in zip(events, watched.result) {
        #expect(event.duration > 1000)
        #expect(event.duration + event.queued <= truth)
      }
    }

    @Test(.requiresRoot, arguments: rungs)
    func `only the process that is asked for is reported`(rung: String) throws {
      let disk = try OwnDisk(mebibytes: 1)
      for (filter, count) in [(Self.own, 20), (ProbeFilter(pid: 1), 0)] {
        let probe = Biosnoop(filter: filter)
        let watched = try watch(disk, probe, rung: rung, requests: count) {
          try disk.file.read(count: 20)
        }
        #expect(watched.events.count == count)
      }
    }

    @Test(.requiresRoot, arguments: rungs)
    func `only the disk that is asked for is reported`(rung: String) throws {
      let disk = try OwnDisk(mebibytes: 1)
      let other = try OwnDisk(mebibytes: 1)
      for (asked, count) in [(disk.device, 20), (other.device, 0)] {
        let probe = Biosnoop(disk: asked)
        let watched = try watch(disk, probe, rung: rung, requests: count) {
          try disk.file.read(count: 20)
        }
        #expect(watched.events.count == count)
      }
    }

    @Test(.requiresRoot, arguments: rungsWithQueue)
    func `the wait before the device is told too`(rung: String) throws {
      let disk = try OwnDisk(mebibytes: 1)
      let probe = Biosnoop(filter: Self.own, includeQueue: true)
      let watched = try watch(disk, probe, rung: rung, requests: 20) {
        try disk.file.read(count: 20)
      }
      #expect(watched.events.count == 20)
      #expect(watched.events.allSatisfy { $0.queued > 0 })
    }

    @Test(.requiresRoot, arguments: rungs)
    func `a sync is a flush of the disk where it has a cache that needs one`(rung: String) throws {
      let disk = try OwnDisk(mebibytes: 1)
      let isFlushed = try disk.hasCache
      let watched = try watch(disk, Biosnoop(), rung: rung, requests: isFlushed ? 2 : 1) {
        _ = try disk.file.write(count: 1)
        disk.file.sync()
      }
      let flushes = watched.events.filter { $0.operation == .flush }
      #expect(flushes.isEmpty != isFlushed)
      #expect(flushes.allSatisfy { $0.sector == 0 && $0.size == 0 })
    }
  }
}

extension DirectFile {
  fileprivate func sync() { fsync(descriptor) }
}
