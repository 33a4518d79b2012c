// SPDX-License-Identifier: Apache-2.0

import Results

/// The paragraphs before the numbers: the machine and its sittings.
struct Preamble {
  let machine: MachineFindings

  /// One paragraph each.
  var paragraphs: [String] {
    machine.sittings.map(sitting)
      + [hardware, mitigations, otherPrograms, stints, toggles, noise, knobs].compactMap(\.self)
  }

  /// Warnings to the reader: noise, interruption.
  var warnings: [String] {
    var warnings: [String] = []
    for flagged in machine.sittings.compactMap(\.calibration.flagged).unique {
      warnings.append("This machine is too noisy for what was asked: \(flagged)")
    }
    let interrupted = machine.sittings.filter(\.interrupted)
    if !interrupted.isEmpty {
      warnings.append("The run was interrupted: only what was finished is below.")
    }
    return warnings
  }

  private func sitting(_ sitting: Sitting) -> String {
    let quick = sitting.quick ? ", quick" : ""
    let time = NumberFormat.elapsed(seconds: sitting.elapsedSeconds)
    return "tare \(sitting.tareVersion), \(sitting.startedAt), \(time)\(quick), "
      + "seed \(sitting.seed)"
  }

  private var hardware: String? {
    guard let machine = machine.sittings.first?.machine else { return nil }
    let jit = machine.jit.enabled ? "JIT (hardening \(machine.jit.hardening))" : "no JIT"
    let items = [
      "Linux \(machine.kernelRelease) \(machine.architecture)",
      "\(machine.cpuCount) × \(machine.cpuModel)", machine.virtualization ?? "bare metal",
      "clock \(machine.clockSource)", machine.hertz.map { "HZ \($0)" }, jit,
    ]
    return items.compactMap(\.self).joined(separator: ", ")
  }

  private var mitigations: String? {
    guard let all = machine.sittings.first?.machine.mitigations else { return nil }
    func names(_ prefix: String) -> [String] {
      all.filter { $0.value.hasPrefix(prefix) }.map(\.key).sorted()
    }
    let parts = [("mitigated", names("Mitigation")), ("vulnerable", names("Vulnerable"))]
    let known = parts.filter { !$0.1.isEmpty }.map { "\($0.0): \($0.1.joined(separator: ", "))" }
    return known.isEmpty ? nil : capitalized(known.joined(separator: "; "))
  }

  private var otherPrograms: String? {
    guard let programs = machine.sittings.first?.machine.otherPrograms, !programs.isEmpty
    else { return nil }
    let types = programs.grouped(by: \.type).map { "\($0.count) \($0[0].type)" }
    return "BPF programs that were loaded already: \(types.joined(separator: ", "))"
  }

  private var stints: String? {
    let calibrations = machine.sittings.map(\.calibration)
    let shapes = calibrations.map { calibration in
      let stint = NumberFormat.time(nanoseconds: calibration.stintMilliseconds * 1e6)
      let slice = NumberFormat.time(nanoseconds: calibration.sliceMicroseconds * 1e3)
      return "\(stint), of \(calibration.slicesPerStint) slices of \(slice)"
    }
    return "Stints: " + shapes.unique.joined(separator: "; ")
  }

  private var toggles: String? {
    let toggles = machine.sittings.flatMap(\.calibration.toggles)
    guard !toggles.isEmpty else { return nil }
    let hooks = toggles.grouped(by: \.hook).map { same in
      let attach = timing(same.map(\.attachMilliseconds))
      return "\(same[0].hook) \(attach) and \(timing(same.map(\.detachMilliseconds)))"
    }
    return "Attaching and detaching, median (p95) in ms: \(hooks.joined(separator: ", "))"
  }

  /// The slowest of several sittings.
  private func timing(_ timings: [Calibration.Timing]) -> String {
    let slowest = timings.max { $0.median < $1.median }
    let p95 = timings.map(\.p95).max()
    return "\(NumberFormat.short(slowest?.median ?? 0)) (\(NumberFormat.short(p95 ?? 0)))"
  }

  private var noise: String? {
    let floors = machine.cells.compactMap(\.noiseFloor)
    let effects = machine.sittings.map(\.calibration.smallestDetectableEffect)
    let smallest = range(effects.map(\.nanoseconds), "ns")
    let percent = range(effects.map(\.percent), "%")
    let effect = "smallest effect that can be found: \(smallest) (\(percent))"
    guard !floors.isEmpty else { return capitalized(effect) }
    let nanoseconds = range(floors.map(\.nanoseconds), "ns")
    let ratio = range(floors.map { $0.ratio * 100 }, "%")
    return "Noise floor: \(nanoseconds) an operation (\(ratio)); \(effect)"
  }

  private var knobs: String? {
    let machines = machine.sittings.map(\.machine)
    let rcu =
      machines.contains(where: \.rcuExpedited)
      ? "RCU was expedited for the run and put back" : "RCU was left as it was"
    let statistics =
      machines.contains(where: \.statisticsWereOn)
      ? "the kernel's BPF statistics were on when the run began"
      : "the kernel's BPF statistics were off, as they should be"
    return "\(rcu); \(statistics)"
  }

  private func range(_ values: [Double], _ unit: String) -> String {
    guard let low = values.min(), let high = values.max() else { return "unknown" }
    let ends = [low, high].map(NumberFormat.short).unique
    return "\(ends.joined(separator: " to ")) \(unit)"
  }

  private func capitalized(_ text: String) -> String {
    text.prefix(1).uppercased() + text.dropFirst()
  }
}
