// SPDX-License-Identifier: Apache-2.0

import Foundation
import Glibc
import System
import Testing

@testable import Workloads

/// What is left behind: nothing.
@Suite(.serialized) struct CleanUpTests {
  /// Whether the process runs; a zombie does not.
  static func lives(_ pid: Int32) -> Bool {
    guard let stat = File.text(of: "/proc/\(pid)/stat") else { return false }
    return !stat.contains(") Z ")
  }

  /// Waits until the process is gone; `false` where it stays for five seconds.
  static func ends(_ pid: Int32) -> Bool {
    for _ in 0..<500 where lives(pid) { pause(for: .milliseconds(10)) }
    return !lives(pid)
  }

  @Test func `the process ends with its owner's interest`() throws {
    let pid = try WorkloadProcess(.syscallStorm).pid
    #expect(!Self.lives(pid))
    #expect(File.text(of: "/proc/\(pid)/stat") == nil)
  }

  @Test func `the neighbour ends too`() throws {
    var workload = Workload.noisyWriter
    workload.neighbour?.arguments = ["--space=2M", "--burst=1M", "--rate=5"]
    let pid = try #require(try WorkloadProcess(workload).neighbourPID)
    #expect(!Self.lives(pid))
  }

  @Test func `what a script has started ends with it`() throws {
    let fake = try FakeExecutable("sleep 60 & echo $! > \"${0%/*}/pid\"; ready; wait")
    do { _ = try fake.start() }
    let text = try String(contentsOf: fake.folder.appending(path: "pid"), encoding: .utf8)
    let pid = try #require(Int32(text.trimmingCharacters(in: .newlines)))
    #expect(Self.ends(pid))
  }

  @Test(arguments: [Workload.fsyncAppend, .blockRead.adding("--size=1M")])
  func `its files have no names, so that even SIGKILL leaves none`(workload: Workload) throws {
    let fake = try FakeExecutable("")
    var settings = WorkloadProcess.Settings()
    // The temporary folder may be in memory.
    settings.directory = "/var/tmp/\(fake.folder.lastPathComponent)"
    let directory = try #require(settings.directory)
    try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: directory) }

    var process = try WorkloadProcess(workload, settings: settings)
    _ = try process.run(slices: 1, operations: 2)
    #expect(try FileManager.default.contentsOfDirectory(atPath: directory) == [])
    kill(process.pid, SIGKILL)
    #expect(Self.ends(process.pid))
    #expect(try FileManager.default.contentsOfDirectory(atPath: directory) == [])
  }

  @Test func `nothing is open in it but input, output and error`() throws {
    let stray = unsafe open("/dev/null", O_RDONLY)
    defer { close(stray) }
    let process = try WorkloadProcess(.syscallStorm)
    let open = try FileManager.default.contentsOfDirectory(atPath: "/proc/\(process.pid)/fd")
    #expect(open.sorted() == ["0", "1", "2"])
  }

  @Test func `it outlives the thread that started it`() throws {
    let box = Box()
    var thread = pthread_t()
    let context = unsafe Unmanaged.passUnretained(box).toOpaque()
    unsafe pthread_create(&thread, nil, startInBox, context)
    pthread_join(thread, nil)
    pause(for: .milliseconds(50))
    #expect(try box.process?.run(slices: 1, operations: 1).count == 1)
  }

  @Test func `it dies with a parent that is killed`() throws {
    let folder = ExecutableFolder(nil).path
    let fake = try FakeExecutable(
      """
      "\(folder)/syscall-storm" --tare-parent=$$ --benchmark_min_time=60 &
      echo $! > "${0%/*}/pid"
      ready
      wait
      """)
    let process = try fake.start()
    let text = try String(contentsOf: fake.folder.appending(path: "pid"), encoding: .utf8)
    let pid = try #require(Int32(text.trimmingCharacters(in: .newlines)))
    pause(for: .milliseconds(200))
    #expect(Self.lives(pid))
    kill(process.pid, SIGKILL)
    #expect(Self.ends(pid))
  }

  @Test func `it does not start for a parent that is gone`() throws {
    let folder = ExecutableFolder(nil).path
    let fake = try FakeExecutable("exec \(folder)/syscall-storm --tare-channel=3 --tare-parent=1")
    #expect(
      throws: WorkloadError.died(name: "fake", status: .exited(1), lastOutput: "")
    ) { _ = try fake.start() }
  }

  @Test(arguments: [SIGTERM, SIGINT])
  func `a signal that asks it to end ends it with exit code 0`(signal: Int32) throws {
    var process = try WorkloadProcess(.syscallStorm)
    kill(process.pid, signal)
    #expect(
      throws: WorkloadError.died(
        name: "syscall-storm", status: .exited(0), lastOutput: "")
    ) { try process.run(slices: 1, operations: 1) }
  }
}

/// Carries a process from one thread to another.
private final class Box {
  var process: WorkloadProcess?
}

private func startInBox(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
  if let context = unsafe context {
    let box = unsafe Unmanaged<Box>.fromOpaque(context).takeUnretainedValue()
    box.process = try? WorkloadProcess(.syscallStorm)
  }
  return nil
}
