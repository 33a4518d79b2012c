// SPDX-License-Identifier: Apache-2.0

import BPF
import Probes
import Results
import Scale

/// A built-in probe on the scale.
package protocol ProbeSubject: Subject {
  associatedtype Measured: Probe
  /// The name in documents and on the command line. Required here too: a default of an extension alone
  /// would hide the subject's own.
  var name: String { get }
  /// The probe with its options.
  var probe: Measured { get }
  /// The probe as a command; `nil` where another line of the catalogue has it.
  var tool: ToolKind? { get }
  /// Holds what the probe reports against what a workload causes.
  func witness(of workload: WitnessedWorkload, _ loaded: LoadedProbe) -> any Witness
  /// The hooks at which its events can be counted without it, for a forecast; `nil` for none.
  var counted: CountedEvents? { get }
  /// The reports of rare uses of files; `nil` for a probe that sees no files.
  var rareFiles: RareFileUses? { get }
  /// The latencies of the reads it has seen; `nil` for a probe that does not time disks.
  func readLatencies(_ loaded: LoadedProbe) throws(BPFError) -> LatencyHistogram?
  /// Lost events that the probe's programs do not count.
  func lostElsewhere(_ loaded: LoadedProbe) throws(BPFError) -> UInt64
}

extension ProbeSubject {
  /// The probe's name.
  package var name: String { probe.name }

  /// The rungs of the probe's ladder.
  package var ways: [Way] {
    probe.ladder.map { Way($0.name, $0.placements.map(\.hook), runsPerEvent: $0.runsPerEvent) }
  }

  /// No tool.
  package var tool: ToolKind? { nil }

  /// No hooks.
  package var counted: CountedEvents? { nil }

  /// No files.
  package var rareFiles: RareFileUses? { nil }

  /// No latencies.
  package func readLatencies(_ loaded: LoadedProbe) throws(BPFError) -> LatencyHistogram? { nil }

  /// No events.
  package func lostElsewhere(_ loaded: LoadedProbe) throws(BPFError) -> UInt64 { 0 }

  /// Loads a rung.
  package func prepare(
    _ way: Way, keepingFigures: Bool
  ) throws(WeighingError) -> any PreparedSubject {
    try askingKernel { () throws(BPFError) in
      PreparedProbe(self, try probe.load(rung(of: way), keepingFigures: keepingFigures))
    }
  }

  /// Loads a rung for process 1 of a PID namespace and its descendants.
  ///
  /// - Returns: `nil` where the rung cannot choose processes.
  package func prepareInContainer(
    _ way: Way, _ namespace: PIDNamespace
  ) throws(WeighingError) -> PreparedProbe? {
    guard var contained = probe as? any FilteredProbe else { return nil }
    contained.filter.namespace = namespace
    contained.filter.family = 1
    guard contained.ladder.contains(where: { $0.name == way.name }) else { return nil }
    return try askingKernel { () throws(BPFError) in
      PreparedProbe(self, try contained.load(rung(of: way)))
    }
  }

  /// Finds the rung of a way.
  private func rung(of way: Way) -> Rung {
    guard let rung = probe.ladder.first(where: { $0.name == way.name }) else {
      preconditionFailure("\(name) has no rung \(way.name)")
    }
    return rung
  }
}
