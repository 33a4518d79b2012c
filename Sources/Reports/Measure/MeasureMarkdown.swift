// SPDX-License-Identifier: Apache-2.0

import Results

/// The table of `tare measure` and its sentences as Markdown, for README and results/MEASURE.md.
public enum MeasureMarkdown {
  /// Lays a document out as Markdown.
  ///
  /// - Parameter document: One sitting or several, of one machine or of many.
  /// - Returns: A page of Markdown (with GitHub's tables), ending in a line feed.
  public static func render(_ document: MeasureDocument) -> String {
    let all = MachineFindings.all(in: document)
    let machines = all.map { machine in
      let heading = all.count > 1 ? ["## \(title(machine).escapedForMarkdown)", ""] : []
      return (heading + lines(machine)).joined(separator: "\n")
    }
    return "# What the probes cost\n\n" + machines.joined(separator: "\n\n") + "\n"
  }

  private static func title(_ machine: MachineFindings) -> String {
    let machine = machine.sittings[0].machine
    return "Linux \(machine.kernelRelease), \(machine.cpuCount) × \(machine.cpuModel)"
  }

  private static func lines(_ machine: MachineFindings) -> [String] {
    let preamble = Preamble(machine: machine)
    var lines = preamble.paragraphs.map { "- \($0.escapedForMarkdown)" }
    for warning in preamble.warnings { lines += ["", "> **\(warning.escapedForMarkdown)**"] }
    guard !machine.findings.isEmpty else { return lines + ["", "No cell was weighed."] }
    lines += [
      "",
      "| probe | rung | workload | dispatch /event | program /event | total /event "
        + "| reader CPU /event | bystander /operation | fidelity |",
      "|---|---|---|--:|--:|--:|--:|--:|---|",
    ]
    lines += machine.findings.map(row) + [""]
    for finding in machine.findings { lines += item(finding) }
    return lines + [""] + Legend(machine: machine).paragraphs.map { "\($0.escapedForMarkdown)<br>" }
  }

  private static func row(_ finding: Finding) -> String {
    guard let cell = finding.named else { return "" }
    let watched = finding.watched
    let bystander = finding.costliestBystander
    var columns = [cell.probe, cell.rung, cell.workload].map(\.escapedForMarkdown)
    if let trouble = watched?.verdict.trouble {
      columns += ["**\(trouble.word)**", "", "", "", "", ""]
    } else {
      let hidden = bystander == nil && !finding.bystanders.isEmpty
      columns += [
        watched?.cost(perEvent: watched?.dispatch), watched?.cost(perEvent: watched?.program),
        watched?.cost(perEvent: watched?.total), watched?.readerCost,
      ].map { $0?.text ?? "–" }
      columns.append(hidden ? "**unknown**" : bystander?.costPerOperation?.text ?? "–")
      columns.append(watched?.fidelity?.verdict.rawValue ?? "–")
    }
    return "| \(columns.joined(separator: " | ")) |"
  }

  private static func item(_ finding: Finding) -> [String] {
    let sentence = Sentence(finding: finding)
    let more = (sentence.refusals + finding.setbacks).map { "  - \($0.escapedForMarkdown)" }
    var lines = ["- \(sentence.text.escapedForMarkdown)"] + more
    if case .failed(_, let lastOutput)? = finding.watched?.verdict {
      let ending = lastOutput.split(whereSeparator: \.isNewline).suffix(3)
      lines += ending.map { "  - `\(String($0).cleaned.replacing("`", with: "'"))`" }
    }
    return lines
  }
}
