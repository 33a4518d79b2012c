// SPDX-License-Identifier: Apache-2.0

import BPF
import Glibc
import Probes
import Results
import Scale
import Statistics
import Subjects
import System

/// Counts the events of this machine and forecasts the cost of probes.
public struct AffordRun {
  private let options: AffordOptions
  private let progress: (String) -> Void

  /// Makes a run.
  ///
  /// - Parameters:
  ///   - options: The probes and their prices.
  ///   - progress: Hears of each step.
  public init(_ options: AffordOptions, progress: @escaping (String) -> Void) {
    self.options = options
    self.progress = progress
  }

  /// Counts and forecasts. A probe without a forecast has its reason in the document.
  ///
  /// - Throws: The reason why events cannot be counted.
  public func run() throws(WeighingError) -> AffordDocument {
    let startedAt = Timestamp.now(), identity = MachineReading.identity
    var forecasts = options.probes.map { ProbeForecast(probe: $0.name) }
    var candidates: [Int: AffordCandidate] = [:]
    for (index, probe) in options.probes.enumerated() {
      switch options.candidate(probe) {
      case .success(let candidate): candidates[index] = candidate
      case .failure(let reason): forecasts[index].failure = reason.text
      }
    }
    let counts = try forecast(candidates, into: &forecasts)
    return AffordDocument(
      tareVersion: Version.current, startedAt: startedAt, kernelRelease: identity.kernelRelease,
      cpuModel: identity.cpuModel, cpuCount: sysconf(Int32(_SC_NPROCESSORS_ONLN)),
      countedSeconds: counts.secondsOfPart * Double(counts.parts.count),
      countingNanosecondsPerSecond: counts.nanosecondsPerSecond, uncounted: counts.uncounted,
      probes: forecasts)
  }

  /// Counts the events of all candidates, and fills their forecasts in.
  private func forecast(
    _ candidates: [Int: AffordCandidate], into forecasts: inout [ProbeForecast]
  ) throws(WeighingError) -> CensusPass.Counts {
    guard !candidates.isEmpty else { return CensusPass.Counts() }
    progress("counting for \(Int(options.seconds.rounded(.up))) s")
    let hooks = Self.hooks(of: Array(candidates.values))
    let counts = try CensusPass(
      hooks: hooks, seconds: options.seconds, calibration: options.calibration
    ).run()
    for (index, candidate) in candidates.sorted(by: { $0.key < $1.key }) {
      let places = candidate.places(in: hooks)
      let state = candidate.state(counts, at: places)
      fill(&forecasts[index], candidate.forecaster(in: state), counts, hooks, places)
      if options.verifies, !Interruption.isAsked {
        forecasts[index].verification = try verify(candidate, coldness: state.coldness)
      }
    }
    return counts
  }

  /// The hooks of all candidates, each once.
  private static func hooks(of candidates: [AffordCandidate]) -> [Hook] {
    var hooks: [Hook] = []
    for candidate in candidates {
      let needed =
        candidate.events.hooks + (candidate.way.isPaidByEveryCall ? [CountedEvents.everyCall] : [])
      for hook in needed where !hooks.contains(hook) { hooks.append(hook) }
    }
    return hooks
  }

  private func fill(
    _ forecast: inout ProbeForecast, _ forecaster: Forecaster, _ counts: CensusPass.Counts,
    _ hooks: [Hook], _ places: [Int]
  ) {
    let calls = hooks.firstIndex(of: CountedEvents.everyCall)
    let parts = counts.parts.map { processes in
      processes.map { process in
        Forecaster.Part(
          pid: process.pid, machinePID: process.machinePID,
          comm: String(decoding: process.comm, as: UTF8.self),
          events: places.reduce(0) { $0 + process.counts[$1] },
          rested: places.reduce(0) { $0 + process.rested[$1] },
          calls: calls.map { process.counts[$0] } ?? 0)
      }
    }
    forecaster.forecast(
      parts, pauses: counts.pauses(at: places), seconds: counts.secondsOfPart, into: &forecast)
  }

  /// Attaches the probe, and compares its cost with the forecast for the events meanwhile.
  private func verify(
    _ candidate: AffordCandidate, coldness: Interval
  ) throws(WeighingError) -> Verification {
    progress("\(candidate.probe.name) runs for \(Int(options.seconds.rounded(.up))) s")
    let verifier = Verifier(
      probe: candidate.probe, way: candidate.way, hooks: candidate.events.hooks,
      seconds: options.seconds, directory: options.directory
    ) { state in
      // Beside the probe the census is not as cold as alone.
      var state = state
      state.coldness = coldness
      return candidate.forecaster(in: state)
    }
    return try verifier.run()
  }
}
