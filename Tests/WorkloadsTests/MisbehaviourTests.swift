// SPDX-License-Identifier: Apache-2.0

import Glibc
import System
import Testing

@testable import Workloads

/// Workloads that do not do what they should, and the exact error of each.
@Suite(.serialized) struct MisbehaviourTests {
  @Test func `a program that is not there is named, with what to do`() throws {
    var settings = WorkloadProcess.Settings()
    settings.executables = "/nowhere"
    let error = #expect(throws: WorkloadError.self) {
      _ = try WorkloadProcess(.openStorm, settings: settings)
    }
    #expect(
      error?.description
        == "cannot find '/nowhere/open-storm'; build it ('swift build --product open-storm') or "
        + "name the folder it is in")
  }

  @Test func `one that dies before it is ready is quoted`() throws {
    let fake = try FakeExecutable("echo one; echo out of luck >&2; exit 3")
    #expect(
      throws: WorkloadError.died(
        name: "fake", status: .exited(3), lastOutput: "one\nout of luck")
    ) { _ = try fake.start() }
  }

  @Test func `of much output the end is kept`() throws {
    let fake = try FakeExecutable("yes filler | head -n 50000; echo the end; exit 1")
    let error = #expect(throws: WorkloadError.self) { _ = try fake.start() }
    guard case .died(_, .exited(1), let output) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(output.hasSuffix("filler\nthe end"))
    #expect(output.utf8.count <= 4096)
  }

  @Test func `one that is never ready is given up`() throws {
    let fake = try FakeExecutable("echo thinking; sleep 60")
    #expect(
      throws: WorkloadError.hung(
        name: "fake", after: .seconds(2), lastOutput: "thinking")
    ) { _ = try fake.start(startDeadline: .seconds(2)) }
  }

  @Test func `one that never answers is given up`() throws {
    let fake = try FakeExecutable("ready; sleep 60")
    var process = try fake.start(deadline: .milliseconds(100))
    #expect(
      throws: WorkloadError.hung(name: "fake", after: .milliseconds(100), lastOutput: "")
    ) { try process.run(slices: 1, operations: 1) }
  }

  @Test func `a real one that is stopped is given up`() throws {
    var settings = WorkloadProcess.Settings()
    settings.deadline = .milliseconds(100)
    var process = try WorkloadProcess(.syscallStorm, settings: settings)
    kill(process.pid, SIGSTOP)
    #expect(
      throws: WorkloadError.hung(
        name: "syscall-storm", after: .milliseconds(100), lastOutput: "")
    ) { try process.run(slices: 1, operations: 1) }
  }

  @Test func `one that is killed is reported with its signal`() throws {
    var process = try WorkloadProcess(.syscallStorm)
    kill(process.pid, SIGKILL)
    #expect(
      throws: WorkloadError.died(
        name: "syscall-storm", status: .killed(signal: SIGKILL), lastOutput: "")
    ) { try process.run(slices: 1, operations: 1) }
  }

  @Test func `slices without time are rubbish`() throws {
    let fake = try FakeExecutable("answer '\\001'; ready; sleep 60")
    var process = try fake.start()
    #expect(
      throws: WorkloadError.rubbish(name: "fake", reason: "slice 0 took no time", lastOutput: "")
    ) { try process.run(slices: 1, operations: 1) }
  }

  @Test func `an answer to a command not given is rubbish`() throws {
    let fake = try FakeExecutable("answer '\\007'; ready; sleep 60")
    var process = try fake.start()
    #expect(
      throws: WorkloadError.rubbish(
        name: "fake", reason: "it answers command 7 instead of 1", lastOutput: "")
    ) { try process.run(slices: 1, operations: 1) }
  }

  @Test func `a channel written over is rubbish`() throws {
    let fake = try FakeExecutable("put 0 'x'; ready; sleep 60")
    #expect(
      throws: WorkloadError.rubbish(
        name: "fake", reason: "it has overwritten the channel's head", lastOutput: "")
    ) { _ = try fake.start() }
  }

  @Test func `a status that there is not is rubbish`() throws {
    let fake = try FakeExecutable("put 132 '\\011'; sleep 60")
    #expect(
      throws: WorkloadError.rubbish(name: "fake", reason: "its status is 9", lastOutput: "")
    ) { _ = try fake.start() }
  }

  @Test func `a flag with a value it does not take is refused in the workload's words`() {
    #expect(
      throws: WorkloadError.refused(
        name: "open-storm",
        message:
          "'1.5' is no value for --fail-share; it takes a share between 0 and 1 with at most "
          + "six decimals")
    ) { _ = try WorkloadProcess(.openStorm.adding("--fail-share=1.5")) }
  }

  @Test func `part of a file is whole blocks`() {
    #expect(
      throws: WorkloadError.refused(
        name: "block-read", message: "--span takes whole blocks of 4096 bytes")
    ) { _ = try WorkloadProcess(.blockRead.adding("--size=1M", "--span=5000")) }
  }
}
