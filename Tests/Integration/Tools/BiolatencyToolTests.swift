// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

extension RunningKernelTests {
  /// `tare biolatency` as its user runs it.
  @Suite struct BiolatencyToolTests {
    /// Requests to a disk that others use would be given to it in anybody's name.
    private let disk: OwnDisk
    private var work: String { disk.shellWork(writes: 50, reads: 40) }

    init() throws { disk = try OwnDisk(mebibytes: 1) }

    private func run(_ arguments: String...) throws -> TareRun.Outcome {
      try TareRun(["biolatency", "--exec", work] + arguments).start().finish()
    }

    private func json(_ arguments: String...) throws -> JSONRun {
      try JSONRun(["biolatency", "--exec", work] + arguments)
    }

    /// The first event of a run in which `dd`'s requests are counted, at least 90.
    private func counted(_ arguments: String...) throws -> [String: Any] {
      let event = try repeatedWhereHidden(until: { ($0?["count"] as? Int ?? 0) >= 90 }) {
        try JSONRun(["biolatency", "--exec", work] + arguments).events.first
      }
      #expect(event?["count"] as? Int ?? 0 >= 90)
      return try #require(event)
    }

    @Test(.requiresRoot) func `a histogram with percentiles under it`() throws {
      func counts(_ outcome: TareRun.Outcome) -> [Int] {
        outcome.output.matches(of: #/-> [0-9]+ +: ([0-9]+)/#).compactMap { Int($0.1) }
      }
      let outcome = try repeatedWhereHidden(until: { counts($0).reduce(0, +) >= 90 }) {
        try run("-e")
      }
      #expect(outcome.exitCode == 0)
      #expect(outcome.lines.first == "     usecs               : count     distribution")
      #expect(outcome.lines[1].contains(#/^         0 -> 1          : [0-9]+ +\|.{40}\|$/#))
      #expect(
        outcome.output.contains(#/p50 [0-9.]+ us, p90 .* us, p99 .* us, p99.9 .* us, max .* us/#))
      #expect(outcome.output.contains(#/count [0-9]+, avg [0-9.]+ us, total [0-9.]+ us/#))
      #expect(counts(outcome).reduce(0, +) >= 90)
    }

    @Test(.requiresRoot) func `-m, -u, --linear, -T and -Q`() throws {
      #expect(try run("-m").output.contains("msecs"))
      #expect(try run("-u", "-T").output.contains(#/^[0-9]{2}:[0-9]{2}:[0-9]{2}\n/#))
      let linear = try run("--linear").output.matches(of: #/([0-9]+) -> ([0-9]+)/#)
      #expect((1...20).contains(linear.count))
      #expect(linear.first?.1 == "0")
      _ = try counted("-Q")
    }

    @Test(.requiresRoot) func `-D and -d go by disk, -F by flags`() throws {
      #expect(try counted("-D", "-d", disk.name)["disk"] as? String == disk.name)
      #expect(try json("-D").texts("disk").contains(disk.name))
      let other = try OwnDisk(mebibytes: 1)
      let none = try json("-d", other.name).events.first
      withExtendedLifetime(other) { #expect(none?["count"] as? Int == 0) }
      let flags = try json("-F", "-d", disk.name)
      let names = flags.texts("flags").compactMap { $0 }
      #expect(names.contains { $0.hasPrefix("read") })
      #expect(names.contains { $0.hasPrefix("write") && $0.contains("sync") })
      #expect(try json("-F", "--top", "1").events.count == 1)
      #expect(try run("-D", "-F").output.contains(#/disk = .*\nflags = /#))
    }

    @Test(.requiresRoot) func `who gives the request counts`() throws {
      _ = try counted("-n", "dd")
      #expect(try json("-n", "nobody").events.first?["count"] as? Int == 0)
      let idle = try JSONRun(["biolatency", "-p", "1", "0.1", "1"])
      #expect(idle.events.first?["count"] as? Int == 0)
    }

    @Test(.requiresRoot) func `an interval and a count make so many reports`() throws {
      let outcome = try TareRun.run("biolatency", "0.2", "3", "-T", "--live")
      #expect(outcome.exitCode == 0)
      #expect(outcome.lines.count { $0.contains(#/^[0-9:]{8}$/#) } == 3)
      #expect(!outcome.output.contains("\u{1B}"))
    }

    @Test(.requiresRoot) func `-j: the figures agree with the buckets`() throws {
      let run = try TareRun(["biolatency", "-j", "--exec", work]).start().finish()
      let event = try #require(try JSONRun.parse(run.output).first)
      let buckets = try #require(event["buckets"] as? [[String: Int]])
      #expect(buckets.reduce(0) { $0 + ($1["count"] ?? 0) } == event["count"] as? Int)
      let maximum = try #require(event["max_ns"] as? Int)
      #expect(buckets.contains { ($0["from_ns"] ?? 0) <= maximum && maximum <= ($0["to_ns"] ?? 0) })
      let percentiles = try ["p50_ns", "p90_ns", "p99_ns", "p99_9_ns", "max_ns"].map {
        try #require(event[$0] as? Int)
      }
      #expect(percentiles == percentiles.sorted())
    }

    @Test(.requiresRoot) func `the rung of the classic tracepoints knows disks too`() throws {
      let run = try json("-D", "-d", disk.name, "--rung", "tracepoint")
      #expect(run.end["rung"] as? String == "tracepoint")
      #expect(run.texts("disk") == [disk.name])
      let outcome = try TareRun.run("biolatency", "-F", "--rung", "tracepoint")
      #expect(outcome.exitCode == 64)
      #expect(outcome.errors.contains("tp_btf, raw_tracepoint"))
    }
  }
}
