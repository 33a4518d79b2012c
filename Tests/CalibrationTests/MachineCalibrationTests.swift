// SPDX-License-Identifier: Apache-2.0

import Foundation
import Results
import Statistics
import Testing

@testable import Calibration

@Suite struct MachineCalibrationTests {
  private func withCache(_ body: (String) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appending(
      path: "tare-cache-\(UInt64.random(in: 0 ... .max))")
    defer { #expect(throws: Never.self) { try FileManager.default.removeItem(at: folder) } }
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try body(folder.path)
  }

  private func document(hooks: [HookPrice]) -> CalibrationDocument {
    var document = CalibrationDocument(
      tareVersion: "0", startedAt: "2026-03-01T12:00:00Z", elapsedSeconds: 1, command: [], seed: 1,
      quick: true,
      machine: Machine(
        kernelRelease: "6.18", kernelVersion: "", architecture: "x86_64", cpuModel: "c",
        cpuCount: 2,
        virtualization: nil, mitigations: [:], clockSource: "tsc",
        jit: .init(enabled: true, hardening: 0), hertz: nil, otherPrograms: [], rcuExpedited: true,
        statisticsWereOn: false, threadClockNanoseconds: 1, wallClockNanoseconds: 1,
        loadAverage: [], residentBytesPeak: 1))
    document.hooks = hooks
    return document
  }

  private var priced: CalibrationDocument {
    let interval = Interval(estimate: 11, low: 10, high: 12)
    return document(hooks: [
      HookPrice(kind: "tp_btf", target: "sys_enter", nanoseconds: interval, loads: 8)
    ])
  }

  @Test func `what was kept is found again, for this kernel and CPU alone`() throws {
    try withCache { cache in
      let here = MachineCalibration(
        cache: cache, kernelRelease: "6.18.1", cpuModel: "AMD EPYC/7 @ 2 GHz")
      #expect(try here.find() == nil)
      try here.keep(priced)
      #expect(try here.find() == priced)
      let other = MachineCalibration(
        cache: cache, kernelRelease: "6.18.2", cpuModel: "AMD EPYC/7 @ 2 GHz")
      #expect(try other.find() == nil)
    }
  }

  @Test func `one with fewer prices does not take the place of one that has more`() throws {
    try withCache { cache in
      let here = MachineCalibration(cache: cache, kernelRelease: "6.18.1", cpuModel: "c")
      try here.keep(priced)
      try here.keep(
        document(hooks: [
          HookPrice(kind: "fexit", target: "f", nanoseconds: nil, reason: "EPERM", loads: 0)
        ]))
      #expect(try here.find() == priced)
    }
  }

  @Test func `a file that is no calibration is an error, not a machine without one`() throws {
    try withCache { cache in
      let here = MachineCalibration(cache: cache, kernelRelease: "6.18.1", cpuModel: "c")
      try here.keep(priced)
      try ResultFile.write(Array("{}".utf8), to: here.path)
      #expect(throws: ResultsError.self) { try here.find() }
    }
  }

  @Test func `no name leaves the folder`() {
    let here = MachineCalibration(cache: "/c", kernelRelease: "../../etc", cpuModel: "a/b\nc")
    #expect(here.path == "/c/calibration/..-..-etc a-b-c.json")
  }
}
