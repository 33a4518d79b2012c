// SPDX-License-Identifier: Apache-2.0

import Calibration
import Foundation
import Results
import Statistics

/// A calibration of this machine, as `tare calibrate` would keep it, with made-up prices.
enum KeptCalibration {
  static func keep(in cache: URL, price: Interval, of kind: String) throws {
    let machine = Machine(
      kernelRelease: "", kernelVersion: "", architecture: "", cpuModel: "", cpuCount: 1,
      virtualization: nil, mitigations: [:], clockSource: "tsc",
      jit: .init(enabled: true, hardening: 0), hertz: 250, otherPrograms: [], rcuExpedited: false,
      statisticsWereOn: false, threadClockNanoseconds: 0, wallClockNanoseconds: 0,
      loadAverage: [], residentBytesPeak: 0)
    var document = CalibrationDocument(
      tareVersion: "", startedAt: "2026-01-02T03:04:05Z", elapsedSeconds: 0, command: [], seed: 0,
      quick: true, machine: machine)
    document.hooks = [
      HookPrice(kind: kind, target: "", nanoseconds: price, loads: 6),
      HookPrice(kind: "kprobe", target: "", nanoseconds: nil, reason: "refused", loads: 0),
    ]
    try MachineCalibration(cache: cache.path).keep(document)
  }
}
