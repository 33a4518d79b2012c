// SPDX-License-Identifier: Apache-2.0

import BPF
import Glibc
import Probes
import Results
import Scale
import Statistics
import Subjects
import System

/// Counts what happens on this machine and says what probes would cost it.
public struct AffordRun {
  private let options: AffordOptions
  private let progress: (String) -> Void

  /// A run.
  ///
  /// - Parameters:
  ///   - options: What was asked for.
  ///   - progress: Told what is done now.
  public init(_ options: AffordOptions, progress: @escaping (String) -> Void) {
    self.options = options
    self.progress = progress
  }

  /// Runs it. A probe of which nothing can be said has its reason in the document; the others go on.
  ///
  /// - Throws: What keeps events from being counted.
  public func run() throws(WeighingError) -> AffordDocument {
    let startedAt = Timestamp.now(), identity = MachineReading.identity
    var forecasts = options.probes.map { ProbeForecast(probe: $0.name) }
    var candidates: [Int: AffordCandidate] = [:]
    for (index, probe) in options.probes.enumerated() {
      switch candidate(probe) {
      case .success(let candidate): candidates[index] = candidate
      case .failure(let reason): forecasts[index].failure = reason.text
      }
    }
    var counts = CensusPass.Counts()
    if !candidates.isEmpty {
      progress("counting for \(Int(options.seconds.rounded(.up))) s")
      let hooks = Self.hooks(of: Array(candidates.values))
      counts = try census(hooks)
      for (index, candidate) in candidates.sorted(by: { $0.key < $1.key }) {
        let places = candidate.places(in: hooks)
        let state = candidate.state(counts, at: places)
        fill(&forecasts[index], candidate.forecaster(in: state), counts, hooks, places)
        if options.verifies, !Interruption.isAsked {
          forecasts[index].verification = try verify(candidate, coldness: state.coldness)
        }
      }
    }
    return AffordDocument(
      tareVersion: Version.current, startedAt: startedAt, kernelRelease: identity.kernelRelease,
      cpuModel: identity.cpuModel, cpuCount: sysconf(Int32(_SC_NPROCESSORS_ONLN)),
      countedSeconds: counts.secondsOfPart * Double(counts.parts.count),
      countingNanosecondsPerSecond: counts.nanosecondsPerSecond, uncounted: counts.uncounted,
      probes: forecasts)
  }

  private func census(_ hooks: [Hook]) throws(WeighingError) -> CensusPass.Counts {
    let pass = CensusPass(hooks: hooks, seconds: options.seconds, calibration: options.calibration)
    return try pass.run()
  }

  /// Every hook once.
  private static func hooks(of candidates: [AffordCandidate]) -> [Hook] {
    var hooks: [Hook] = []
    for candidate in candidates {
      let needed =
        candidate.events.hooks
        + (candidate.way.isPaidByEveryCall ? [CountedEvents.everyCall] : [])
      for hook in needed where !hooks.contains(hook) { hooks.append(hook) }
    }
    return hooks
  }

  // MARK: One probe

  private struct Reason: Error { let text: String }

  private func candidate(_ probe: any ProbeSubject) -> Result<AffordCandidate, Reason> {
    guard let events = probe.counted else {
      return .failure(
        Reason(text: "its events are not told from others by counting; attach it to see"))
    }
    let way: Way
    if let name = options.rung {
      guard let named = probe.way(named: name) else {
        return .failure(Reason(text: "it has no rung '\(name)'"))
      }
      way = named
    } else {
      let tried = probe.bestWay()
      guard let best = tried.way else {
        let reasons = tried.refused.map { "\($0.rung): \($0.reason)" }.joined(separator: "; ")
        return .failure(Reason(text: "this kernel allows none of its rungs: \(reasons)"))
      }
      way = best
    }
    guard var price = options.price(of: probe.name, on: way.name) else {
      return .failure(
        Reason(
          text: "what it costs on \(way.name) is not known; "
            + "tare afford \(probe.name) --weigh weighs it here first"))
    }
    // A probe that counts in the kernel has a reader at its end only.
    if !(probe.probe is any StreamingProbe) { price.reader = nil }
    return .success(
      AffordCandidate(
        probe: probe, events: events, way: way, price: price,
        hooksPrice: options.hooksPrice(of: way, callsPerEvent: events.callsPerEvent)))
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

  /// Attaches it, and holds the forecast for the events that there were meanwhile against the cost.
  private func verify(
    _ candidate: AffordCandidate, coldness: Interval
  ) throws(WeighingError) -> Verification {
    progress("\(candidate.probe.name) runs for \(Int(options.seconds.rounded(.up))) s")
    let verifier = Verifier(
      probe: candidate.probe, way: candidate.way, hooks: candidate.events.hooks,
      seconds: options.seconds, directory: options.directory
    ) { state in
      // Beside the probe counting is not as cold as by itself.
      var state = state
      state.coldness = coldness
      return candidate.forecaster(in: state)
    }
    return try verifier.run()
  }
}
