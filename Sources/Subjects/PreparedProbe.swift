// SPDX-License-Identifier: Apache-2.0

import BPF
import Probes
import Scale
import Workloads

/// A loaded rung of a probe on the scale.
package final class PreparedProbe: PreparedSubject {
  /// The probe's maps and records.
  package let loaded: LoadedProbe
  private let subject: any ProbeSubject
  private var attached: AttachmentSet?

  package init(_ subject: any ProbeSubject, _ loaded: LoadedProbe) {
    self.subject = subject
    self.loaded = loaded
  }

  package func attach() throws(WeighingError) {
    guard isDetached else { return }
    try askingKernel { () throws(BPFError) in attached = try loaded.attach() }
  }

  package func detach() { attached = nil }

  private var isDetached: Bool {
    switch attached {
    case .some: false
    case .none: true
    }
  }

  package func witness(of workload: WitnessedWorkload) -> any Witness {
    subject.witness(of: workload, loaded)
  }

  package func makeReader(
    for witness: any Witness, output: Int32
  ) throws(WeighingError) -> (any Reader)? {
    guard let streaming = subject.probe as? any StreamingProbe else { return nil }
    return try reader(of: streaming, witness, output)
  }

  private func reader<Streaming: StreamingProbe>(
    of probe: Streaming, _ witness: any Witness, _ output: Int32
  ) throws(WeighingError) -> any Reader {
    let printer = RecordPrinter<Streaming>(output: output, witness: witness)
    let ring = try askingKernel { () throws(BPFError) in
      try RingBuffer(try loaded.object.map("records")) { printer.take($0) }
    }
    return try ReaderThread(
      ring: ring, cpu: Affinity.harnessCPU, patience: Streaming.patience
    ) { printer.flush() }
  }

  package func lostEvents() throws(WeighingError) -> UInt64? {
    try askingKernel { () throws(BPFError) in
      guard let drops = try loaded.drops() else { return nil }
      return try drops + subject.lostElsewhere(loaded)
    }
  }

  package var unseenEvents: [String] { loaded.leftOut.map(\.events) }

  package var verifierFigures: [(program: String, figures: VerifierFigures?)] {
    loaded.rung.placements.map {
      ($0.program, loaded.object.verifierFigures(ofProgram: $0.program))
    }
  }

  package func skippedRuns() throws(WeighingError) -> UInt64 {
    try askingKernel { () throws(BPFError) in try loaded.skippedRuns() }
  }

  package func programs(
    where isWanted: (Hook) -> Bool
  ) throws(WeighingError) -> [ProgramInformation] {
    try askingKernel { () throws(BPFError) in try loaded.information(where: isWanted) }
  }

  package func work() throws(WeighingError) -> Work {
    let work = try askingKernel { () throws(BPFError) in try loaded.work() }
    return Work(events: work.events, nanoseconds: work.nanoseconds)
  }
}
