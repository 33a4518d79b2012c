// SPDX-License-Identifier: Apache-2.0

import Results

/// The cost of each probe of a document, in one sentence each: for help texts.
public struct CostSentences {
  /// The sentence of one probe on one rung.
  public struct Entry: Hashable, Sendable {
    /// The probe's name.
    public let probe: String
    /// The rung's name.
    public let rung: String
    /// For example `opensnoop on tracepoint adds 803 ± 136 ns to an open (23 ± 4 %); …`.
    public let text: String
    /// Where and when that was measured.
    public let place: String
  }

  /// The sentences, in the order of the document.
  public let entries: [Entry]

  /// Reads a document.
  ///
  /// - Parameters:
  ///   - document: Of `tare measure`.
  ///   - kernel: The words for the kernel that ran, which may not be the reader's.
  public init(_ document: MeasureDocument, of kernel: String = "that kernel") {
    entries = MachineFindings.all(in: document).flatMap { machine in
      machine.findings.compactMap { finding in
        // What that machine's kernel refused says nothing of the cost.
        if case .unsupported = finding.named?.verdict { return nil }
        return finding.named.map {
          Entry(
            probe: $0.probe, rung: $0.rung, text: Sentence(finding: finding, kernel: kernel).text,
            place: Self.place(machine.sittings))
        }
      }
    }
  }

  private static func place(_ sittings: [Sitting]) -> String {
    guard let first = sittings.first else { return "" }
    let machine = first.machine
    let dates = Set(sittings.map { String($0.startedAt.prefix { $0 != "T" }) }).sorted()
    return "Linux \(machine.kernelRelease), \(machine.cpuCount) × \(machine.cpuModel), "
      + "\(machine.virtualization ?? "bare metal"), \(dates.joined(separator: ", "))"
  }
}
