// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

@testable import Workloads

/// What a workload says it caused, against what its operations are known to cause.
@Suite(.serialized) struct GroundTruthTests {
  @Test func `getppid is counted, and one clock read a slice and one more`() throws {
    var process = try WorkloadProcess(.syscallStorm)
    let slices = try process.run(slices: 3, operations: 1000)
    #expect(
      slices.map(\.events) == [[.systemCall: 1002], [.systemCall: 1001], [.systemCall: 1001]])
  }

  @Test func `an empty command makes the clock reads only`() throws {
    var process = try WorkloadProcess(.syscallStorm)
    #expect(try process.run(slices: 1, operations: 0).map(\.events) == [[.systemCall: 2]])
  }

  @Test func `a pause comes before each slice, in none of its times but in its system calls`()
    throws
  {
    var process = try WorkloadProcess(.syscallStorm)
    let clock = SuspendingClock(), start = clock.now
    let slices = try process.run(slices: 4, operations: 10, pause: .milliseconds(50))
    let elapsed = start.duration(to: clock.now)
    // What the slices do not account for holds the pauses, however slow the machine is.
    let timed = slices.reduce(Duration.zero) { $0 + .nanoseconds($1.wallNanoseconds) }
    #expect(elapsed - timed >= .milliseconds(200))
    // The sleep and the reading after it, and before them all the first reading.
    let first: EventCounts = [.systemCall: 14], other: EventCounts = [.systemCall: 13]
    #expect(slices.map(\.events) == [first, other, other, other])
  }

  @Test func `every tenth open fails, across slices and commands`() throws {
    var process = try WorkloadProcess(.openStorm)
    let whole = try process.run(slices: 1, operations: 100)
    #expect(whole.map(\.events) == [[.open: 90, .openFailed: 10, .systemCall: 192]])
    let parts = try process.run(slices: 2, operations: 15)
    #expect(
      parts.map(\.events) == [
        [.open: 14, .openFailed: 1, .systemCall: 31], [.open: 13, .openFailed: 2, .systemCall: 29],
      ])
  }

  @Test func `a number of operations is done once, in whole batches`() throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: try WorkloadProcess(.openStorm).subject)
    process.arguments = ["--operations=25", "--benchmark_format=json"]
    let output = Pipe()
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
    let text = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    struct Report: Decodable {
      struct Run: Decodable { var iterations: Int }
      var benchmarks: [Run]
    }
    #expect(try JSONDecoder().decode(Report.self, from: text).benchmarks.map(\.iterations) == [30])
  }

  @Test func `the path opened is known`() throws {
    let process = try WorkloadProcess(.openStorm)
    #expect(process.subject.hasSuffix("/open-storm"))
  }

  @Test(arguments: [Workload.blockRead, .fileRead])
  func `each read is one request to the device`(workload: Workload) throws {
    var process = try WorkloadProcess(workload)
    let reads = try process.run(slices: 2, operations: 8)
    #expect(
      reads.map(\.events) == [
        [.blockRead: 8, .fileRead: 8, .systemCall: 10],
        [.blockRead: 8, .fileRead: 8, .systemCall: 9],
      ])
  }

  @Test func `a share of opens that fail can be asked for`() throws {
    var process = try WorkloadProcess(.openStorm.adding("--fail-share=0.25", "--path=/dev/null"))
    let slices = try process.run(slices: 1, operations: 8)
    #expect(slices.map(\.events) == [[.open: 6, .openFailed: 2, .systemCall: 16]])
    #expect(process.subject == "/dev/null")
  }

  @Test func `each exec is a vfork and a wait, and children's CPU time counts`() throws {
    var process = try WorkloadProcess(.execStorm)
    let slices = try process.run(slices: 2, operations: 5)
    #expect(
      slices.map(\.events) == [[.exec: 5, .systemCall: 14], [.exec: 5, .systemCall: 12]])
    #expect(process.subject.hasSuffix("/exec-target"))
  }

  @Test func `execs fail in the share asked for`() throws {
    var process = try WorkloadProcess(.execStorm.adding("--fail-share=0.5"))
    let slices = try process.run(slices: 1, operations: 4)
    #expect(slices.map(\.events) == [[.exec: 2, .execFailed: 2, .systemCall: 12]])
  }

  @Test func `the program executed is given the arguments that the catalogue says`() throws {
    let recorder = try FakeExecutable(#"printf '%s|' exec-target "$@" > "${0%/*}/arguments""#)
    let target = recorder.folder.appending(path: "fake").path
    var process = try WorkloadProcess(.execStorm.adding("--target=\(target)"))
    _ = try process.run(slices: 1, operations: 1)
    let seen = try String(
      contentsOf: recorder.folder.appending(path: "arguments"), encoding: .utf8)
    #expect(seen == Workload.execArguments.map { "\($0)|" }.joined())
  }

  @Test func `an append is a write and a sync, and a full journal begins anew`() throws {
    var process = try WorkloadProcess(.fsyncAppend.adding("--cap=16K"))
    let slices = try process.run(slices: 2, operations: 4)
    #expect(
      slices.map(\.events) == [
        [.fileWrite: 4, .fileSync: 4, .systemCall: 10],
        [.fileWrite: 4, .fileSync: 4, .systemCall: 10],
      ])
    #expect(process.subject.hasPrefix("#"))
  }

  @Test func `the neighbour runs beside, uncounted`() throws {
    var workload = Workload.noisyWriter
    workload.neighbour?.arguments = ["--space=2M", "--burst=1M", "--rate=5"]
    var process = try WorkloadProcess(workload)
    let slices = try process.run(slices: 1, operations: 2)
    #expect(slices.map(\.events) == [[.fileWrite: 2, .fileSync: 2, .systemCall: 6]])
    #expect(process.neighbourPID != nil)
  }

  @Test func `the twins are called in turns`() throws {
    var process = try WorkloadProcess(.callTwins)
    let slices = try process.run(slices: 3, operations: 100)
    #expect(
      slices.map(\.events) == [
        [.call: 100, .systemCall: 2], [.twinCall: 100, .systemCall: 1],
        [.call: 100, .systemCall: 1],
      ])
  }

  @Test func `a round trip is a wait for the CPU of each thread`() throws {
    var process = try WorkloadProcess(.pingPong)
    let slices = try process.run(slices: 2, operations: 10)
    #expect(slices.map { $0.events[.runQueueWait] } == [20, 20])
    // With its priority, which takes a privilege, the partner is the one who blocks.
    if geteuid() == 0 { #expect(slices.map { $0.events[.block] } == [10, 10]) }
    // A switch in is a wait that ended; nobody waits less often than is said.
    #expect(try contextSwitches(of: process.pid) >= 40)
  }

  @Test func `a nap blocks once, for as long as is said`() throws {
    var process = try WorkloadProcess(.nap)
    let before = try contextSwitches(of: process.pid)
    let slices = try process.run(slices: 2, operations: 10)
    #expect(
      slices.map(\.events) == [
        [.block: 10, .nap: 10, .systemCall: 14], [.block: 10, .nap: 10, .systemCall: 13],
      ])
    #expect(slices.allSatisfy { $0.wallNanoseconds >= 10 * Workload.napNanoseconds })
    #expect(try contextSwitches(of: process.pid) - before >= 20)
  }

  /// How often the threads of a process have left a CPU, by the kernel's own count.
  private func contextSwitches(of pid: Int32) throws -> Int {
    let folder = "/proc/\(pid)/task"
    return try FileManager.default.contentsOfDirectory(atPath: folder).reduce(0) { sum, thread in
      let text = try String(contentsOfFile: "\(folder)/\(thread)/status", encoding: .utf8)
      let lines = text.split(separator: "\n").filter { $0.contains("ctxt_switches:") }
      return sum
        + lines.compactMap { Int($0.split(whereSeparator: \.isWhitespace)[1]) }.reduce(0, +)
    }
  }

  @Test func `time passes on every clock`() throws {
    var process = try WorkloadProcess(.callStorm)
    let slices = try process.run(slices: 64, operations: 10)
    #expect(slices.count == 64)
    #expect(slices.allSatisfy { $0.wallNanoseconds > 0 })
    // A hypervisor that takes the CPU away takes the time of a slice too.
    #expect(slices.count { !$0.isWithoutCPUTime } > 32)
    #if arch(x86_64)
      #expect(slices.allSatisfy { $0.ticks != nil })
    #endif
    #expect(try process.residentBytes() > 0)
  }
}
