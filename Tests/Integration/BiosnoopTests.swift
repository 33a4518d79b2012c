// SPDX-License-Identifier: Apache-2.0

import BPF
import Foundation
import Probes
import Testing

extension RunningKernelTests {
  @Suite struct BiosnoopTests {
    private static let rungs = ["tp_btf", "raw_tracepoint", "tracepoint"]

    private static var own: ProbeFilter { ProbeFilter(pid: UInt32(getpid())) }

    /// What is reported while this process makes so many requests.
    private func watch<Result>(
      _ probe: Biosnoop, rung: String, requests: Int, while body: () throws -> Result
    ) throws -> Watched<Biosnoop, Result> {
      try repeatedWhereHidden(until: { watched in
        watched.events.count { $0.pid == UInt32(getpid()) } >= requests
      }) { try IntegrationTests.watch(probe, rung: rung, while: body) }
    }

    @Test(.requiresRoot, arguments: rungs)
    func `each read and write is one event, with its place, size, process and time`(rung: String)
      throws
    {
      let file = try DirectFile(kibibytes: 400)
      let watched = try watch(Biosnoop(), rung: rung, requests: 75) {
        try file.read(count: 50) + file.write(count: 25, bytes: 8192)
      }
      #expect(watched.drops == 0)
      let events = watched.events.filter { $0.pid == UInt32(getpid()) }
      #expect(
        events.map(\.operation)
          == [BlockEvent.Operation](repeating: .read, count: 50)
          + [BlockEvent.Operation](repeating: .write, count: 25))
      let first = try #require(try file.firstSector())
      let places = (0..<50).map { first + $0 * 8 } + (0..<25).map { first + $0 * 16 }
      #expect(events.map(\.sector) == places)
      #expect(events.map(\.size) == events.map { $0.operation == .read ? 4096 : 8192 })
      let disk = try #require(BlockDevice(disk: try file.disk()))
      #expect(events.allSatisfy { $0.device == disk })
      for (event, truth) in zip(events, watched.result) {
        #expect(event.duration > 1000)
        #expect(event.duration + event.queued <= truth)
      }
    }

    @Test(.requiresRoot, arguments: rungs)
    func `only the process that is asked for is reported`(rung: String) throws {
      let file = try DirectFile(kibibytes: 400)
      for (filter, count) in [(Self.own, 20), (ProbeFilter(pid: 1), 0)] {
        let watched = try watch(Biosnoop(filter: filter), rung: rung, requests: count) {
          try file.read(count: 20)
        }
        #expect(watched.events.count == count)
      }
    }

    @Test(.requiresRoot, arguments: rungs)
    func `only the disk that is asked for is reported`(rung: String) throws {
      let file = try DirectFile(kibibytes: 400)
      let disk = try #require(BlockDevice(disk: try file.disk()))
      let other = BlockDevice(major: disk.major, minor: disk.minor + 1)
      for (disk, count) in [(disk, 20), (other, 0)] {
        let probe = Biosnoop(filter: Self.own, disk: disk)
        let watched = try watch(probe, rung: rung, requests: count) { try file.read(count: 20) }
        #expect(watched.events.count == count)
      }
    }

    @Test(.requiresRoot, arguments: ["tp_btf", "raw_tracepoint"])
    func `the wait before the device is told too`(rung: String) throws {
      let file = try DirectFile(kibibytes: 400)
      let probe = Biosnoop(filter: Self.own, includeQueue: true)
      let watched = try watch(probe, rung: rung, requests: 20) { try file.read(count: 20) }
      #expect(watched.events.count == 20)
      #expect(watched.events.allSatisfy { $0.queued > 0 })
    }

    @Test(.requiresRoot, arguments: rungs)
    func `a sync is a flush of the disk where it has a cache that needs one`(rung: String) throws {
      let file = try DirectFile(kibibytes: 400)
      let cache = contents(of: "/sys/block/\(try file.disk())/queue/write_cache") ?? ""
      let isFlushed = cache.hasPrefix("write back")
      let flushes = try repeatedWhereHidden(until: { $0.isEmpty != isFlushed }) {
        try IntegrationTests.watch(Biosnoop(), rung: rung) {
          _ = try file.write(count: 1)
          file.sync()
        }.events.filter { $0.operation == .flush }
      }
      #expect(flushes.isEmpty != isFlushed)
      #expect(flushes.allSatisfy { $0.sector == 0 && $0.size == 0 })
    }
  }
}

extension DirectFile {
  /// Where on its file system's device the file begins, in sectors of 512 bytes, from the file system itself
  /// (`FS_IOC_FIEMAP`); `nil` where it is in more than one piece.
  fileprivate func firstSector() throws -> UInt64? {
    let program = """
      import fcntl, json, struct
      file = open("/proc/\(getpid())/fd/\(descriptor)", "rb")
      room = struct.pack("QQIIII", 0, 1 << 40, 0, 0, 2, 0) + bytes(2 * 56)
      answer = fcntl.ioctl(file, 0xc020660b, room)
      print(json.dumps([struct.unpack_from("I", answer, 20)[0], struct.unpack_from("Q", answer, 40)[0]]))
      """
    let found = try Program.run(program, in: URL(fileURLWithPath: "/"), telling: [UInt64].self)
      .truth
    return found[0] == 1 ? found[1] / 512 + (try firstSectorOfPartition()) : nil
  }

  private func firstSectorOfPartition() throws -> UInt64 {
    let text = contents(of: "\(try device())/start")
    return text.flatMap { UInt64($0.prefix { $0.isNumber }) } ?? 0
  }

  /// The whole disk that the file is on.
  fileprivate func disk() throws -> String {
    let device = URL(fileURLWithPath: try device()).resolvingSymlinksInPath()
    let isPartition = contents(of: "\(device.path)/partition") != nil
    return (isPartition ? device.deletingLastPathComponent() : device).lastPathComponent
  }

  private func device() throws -> String {
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0 else { throw Unusable(errno: errno) }
    let number = status.st_dev
    let major = (number >> 8) & 0xfff
    let minor = (number & 0xff) | ((number >> 12) & 0xfff00)
    return "/sys/dev/block/\(major):\(minor)"
  }

  fileprivate func sync() { fsync(descriptor) }
}
