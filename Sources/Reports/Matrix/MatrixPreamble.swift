// SPDX-License-Identifier: Apache-2.0

import Results

/// The paragraphs before a matrix: the run, its host and a summary.
struct MatrixPreamble {
  let findings: MatrixFindings

  /// One paragraph each.
  var paragraphs: [String] { [run, host, summary] }

  /// Warnings to the reader.
  var warnings: [String] {
    var warnings: [String] = []
    if findings.document.interrupted {
      warnings.append("The run was interrupted: only what was finished is below.")
    }
    let failed = findings.kernels.filter { $0.failure != nil }.map(\.series)
    if !failed.isEmpty {
      warnings.append("Failed on \(findings.list(failed)): what is known of that is below.")
    }
    return warnings
  }

  private var run: String {
    let document = findings.document
    let time = NumberFormat.elapsed(seconds: document.elapsedSeconds)
    return "tare \(document.tareVersion) matrix, \(document.startedAt), \(time)"
  }

  private var host: String {
    let host = findings.document.host
    let runner = host.accelerator == .kvm ? "on the CPU (KVM)" : "translated (TCG)"
    return "\(host.emulator), guests for verdicts \(runner), \(host.guestsAtATime) at a time, "
      + "on \(host.cpuCount) × \(host.cpuModel), Linux \(host.kernelRelease)"
  }

  private var summary: String {
    let cells = findings.cells
    let counts = MatrixCell.Verdict.allCases.compactMap { verdict -> String? in
      let count = cells.filter { $0.verdict == verdict }.count
      return count == 0 ? nil : "\(NumberFormat.count(count)) \(verdict.rawValue)"
    }
    let verdicts = counts.isEmpty ? "no cell" : enumeration(counts)
    let rungs = findings.ladders.reduce(0) { $0 + $1.rungs.count }
    return "\(Self.count(findings.kernels.count, "kernel")), "
      + "\(Self.count(findings.ladders.count, "probe")) with \(Self.count(rungs, "rung")): "
      + verdicts
  }

  private static func count(_ count: Int, _ noun: String) -> String {
    "\(NumberFormat.count(count)) \(count == 1 ? noun : Noun(singular: noun).plural)"
  }
}
