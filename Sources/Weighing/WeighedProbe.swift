// SPDX-License-Identifier: Apache-2.0

import BPF
import ProbeObjects
import Probes
import Workloads

/// A probe as the scale sees it: what to load, what to run against it, and how to tell that it saw all.
public struct WeighedProbe: Sendable {
  /// The name on the command line.
  public let name: String
  /// Its rungs, the best first.
  public let ladder: [Rung]
  /// The compiled programs of all rungs.
  public let object: ProbeObject
  /// The options it is weighed with that differ from its defaults, by name.
  public let options: [String: String]
  /// The name of the workload whose events it watches.
  public private(set) var watchedWorkload: String
  /// The workload that it is weighed on in guest instructions: the watched one, or another whose operations are
  /// more alike.
  public let workloadInGuests: String
  /// The kinds of event that it has to report.
  let watched: [EventKind]
  /// Whether the workload that it is weighed on in guests works on a disk.
  public var needsDisk: Bool {
    Workload.all.first { $0.name == workloadInGuests }?.needsDirectory ?? false
  }
  /// Whether every system call is an event of it, so that no system call stands by.
  let watchesEverySystemCall: Bool

  let load: @Sendable (Rung) throws(BPFError) -> LoadedProbe
  /// The same, and the verifier says what each program took it.
  let loadKeepingFigures: @Sendable (Rung) throws(BPFError) -> LoadedProbe
  /// Loads a rung for process 1 of a PID namespace and all that it starts; `nil` where the rung cannot choose processes.
  let loadInContainer: @Sendable (Rung, PIDNamespace) throws(BPFError) -> LoadedProbe?
  let bestRung: @Sendable () -> (rung: Rung?, refused: [RefusedRung])
  private(set) var makeWitness: @Sendable (WitnessedWorkload) -> any Witness
  /// Starts reading the probe's records into a file; `nil` for a probe that counts in the kernel.
  let makeReader:
    (@Sendable (LoadedProbe, any Witness, _ output: Int32) throws(WeighingError) -> ReaderThread)?

  /// Another workload than the watched one for the clock, and its witness.
  struct OnTheClock: Sendable {
    let workload: String
    let witness: @Sendable (WitnessedWorkload) -> any Witness
  }

  private var otherOnTheClock: OnTheClock?

  /// The same probe as it is weighed by the clock: on a workload whose CPU is never idle where its programs run when
  /// a thread leaves the CPU, since what runs on the way into idleness is in nobody's CPU time.
  var onTheClock: WeighedProbe {
    var probe = self
    if let other = otherOnTheClock {
      probe.watchedWorkload = other.workload
      probe.makeWitness = other.witness
    }
    return probe
  }

  /// The same probe with nobody who looks at its reports: its reader takes no time but its own.
  var withoutWitness: WeighedProbe {
    var probe = self
    probe.makeWitness = { _ in NoWitness() }
    return probe
  }

  /// A probe that counts in the kernel.
  init(
    counting probe: some Probe, variant: String? = nil, options: [String: String] = [:],
    workload: String, onTheClock: OnTheClock? = nil, watched: [EventKind],
    watchesEverySystemCall: Bool = false,
    witness: @escaping @Sendable (WitnessedWorkload) -> any Witness
  ) {
    self.init(
      probe, variant, options, workload, nil, watched, watchesEverySystemCall, witness,
      reader: nil)
    otherOnTheClock = onTheClock
  }

  /// A probe that sends each event.
  init<Streaming: StreamingProbe>(
    streaming probe: Streaming, options: [String: String] = [:], workload: String,
    inGuests: String? = nil, watched: [EventKind],
    witness: @escaping @Sendable (WitnessedWorkload) -> any Witness
  ) {
    self.init(probe, nil, options, workload, inGuests, watched, false, witness) {
      (loaded, witness, output) throws(WeighingError) in
      let sink = RecordSink(of: Streaming.self, output: output, witness: witness)
      let ring: RingBuffer
      do throws(BPFError) {
        ring = try RingBuffer(try loaded.object.map("records")) { sink.take($0) }
      } catch { throw .kernel(error) }
      return try ReaderThread(
        ring: ring, cpu: Affinity.harnessCPU, patience: Streaming.patience
      ) { sink.flush() }
    }
  }

  private init<Kind: Probe>(
    _ probe: Kind, _ variant: String?, _ options: [String: String], _ workload: String,
    _ workloadInGuests: String?, _ watched: [EventKind],
    _ watchesEverySystemCall: Bool,
    _ witness: @escaping @Sendable (WitnessedWorkload) -> any Witness,
    reader: (
      @Sendable (LoadedProbe, any Witness, _ output: Int32) throws(WeighingError) -> ReaderThread
    )?
  ) {
    name = variant.map { "\(probe.name)-\($0)" } ?? probe.name
    ladder = probe.ladder
    object = probe.object
    self.options = options
    watchedWorkload = workload
    self.workloadInGuests = workloadInGuests ?? workload
    self.watched = watched
    self.watchesEverySystemCall = watchesEverySystemCall
    load = { rung throws(BPFError) in try probe.load(rung) }
    loadKeepingFigures = { rung throws(BPFError) in try probe.load(rung, keepingFigures: true) }
    loadInContainer = { rung, namespace throws(BPFError) in
      guard var contained = probe as? any FilteredProbe else { return nil }
      contained.filter.namespace = namespace
      contained.filter.family = 1
      guard contained.ladder.contains(where: { $0.name == rung.name }) else { return nil }
      return try contained.load(rung)
    }
    bestRung = { probe.bestRung() }
    makeWitness = witness
    makeReader = reader
  }
}
