// SPDX-License-Identifier: Apache-2.0

import BPF
import Probes
import Results
import Scale

/// One of tare's own probes on the scale.
package protocol ProbeSubject: Subject {
  associatedtype Measured: Probe
  /// The probe with the options that it is weighed with.
  var probe: Measured { get }
  /// The probe as a command; `nil` where another line of the catalogue has it.
  var tool: ToolKind? { get }
  /// Holds what the probe reports against what a workload causes.
  ///
  /// - Parameters:
  ///   - workload: One that causes events of the probe.
  ///   - loaded: The probe's maps and records.
  func witness(of workload: WitnessedWorkload, _ loaded: LoadedProbe) -> any Witness
  /// Where its events can be counted without it, for a forecast; `nil` where they cannot.
  var counted: CountedEvents? { get }
  /// What it has to report of rare uses of files; `nil` where it sees no files.
  var rareFiles: RareFileUses? { get }
  /// How long disks took for the reads that it has seen; `nil` of a probe that does not time disks.
  func readLatencies(_ loaded: LoadedProbe) throws(BPFError) -> LatencyHistogram?
  /// Events that are lost beside those that the probe's programs count.
  func lostElsewhere(_ loaded: LoadedProbe) throws(BPFError) -> UInt64
}

extension ProbeSubject {
  /// The probe's name.
  package var name: String { probe.name }

  /// The rungs of the probe's ladder.
  package var ways: [Way] {
    probe.ladder.map { Way($0.name, $0.placements.map(\.hook), runsPerEvent: $0.runsPerEvent) }
  }

  /// None.
  package var tool: ToolKind? { nil }

  /// Not counted.
  package var counted: CountedEvents? { nil }

  /// None.
  package var rareFiles: RareFileUses? { nil }

  /// None.
  package func readLatencies(_ loaded: LoadedProbe) throws(BPFError) -> LatencyHistogram? { nil }

  /// None.
  package func lostElsewhere(_ loaded: LoadedProbe) throws(BPFError) -> UInt64 { 0 }

  /// Loads a rung.
  package func prepare(
    _ way: Way, keepingFigures: Bool
  ) throws(WeighingError) -> any PreparedSubject {
    do throws(BPFError) {
      return PreparedProbe(self, try probe.load(rung(of: way), keepingFigures: keepingFigures))
    } catch { throw .kernel(error) }
  }

  /// Loads a rung for process 1 of a PID namespace and all that it starts.
  ///
  /// - Returns: `nil` where the rung cannot choose processes.
  package func prepareInContainer(
    _ way: Way, _ namespace: PIDNamespace
  ) throws(WeighingError) -> PreparedProbe? {
    guard var contained = probe as? any FilteredProbe else { return nil }
    contained.filter.namespace = namespace
    contained.filter.family = 1
    guard contained.ladder.contains(where: { $0.name == way.name }) else { return nil }
    do throws(BPFError) {
      return PreparedProbe(self, try contained.load(rung(of: way)))
    } catch { throw .kernel(error) }
  }

  /// The rung that a way stands for.
  private func rung(of way: Way) -> Rung {
    guard let rung = probe.ladder.first(where: { $0.name == way.name }) else {
      preconditionFailure("\(name) has no rung \(way.name)")
    }
    return rung
  }
}
