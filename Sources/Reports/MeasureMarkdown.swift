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
      let heading = all.count > 1 ? ["## \(escaped(title(machine)))", ""] : []
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
    var lines = preamble.paragraphs.map { "- \(escaped($0))" }
    for warning in preamble.warnings { lines += ["", "> **\(escaped(warning))**"] }
    guard !machine.findings.isEmpty else { return lines + ["", "No cell was weighed."] }
    lines += [
      "",
      "| probe | rung | workload | dispatch /event | program /event | total /event "
        + "| reader CPU /event | bystander /operation | fidelity |",
      "|---|---|---|--:|--:|--:|--:|--:|---|",
    ]
    lines += machine.findings.map(row) + [""]
    for finding in machine.findings { lines += item(finding) }
    return lines + [""] + Legend(machine: machine).paragraphs.map { "\(escaped($0))<br>" }
  }

  private static func row(_ finding: Finding) -> String {
    guard let cell = finding.named else { return "" }
    let watched = finding.watched
    let bystander = finding.costliestBystander
    var columns = [cell.probe, cell.rung, cell.workload].map(escaped)
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
    let more = (sentence.refusals + finding.setbacks).map { "  - \(escaped($0))" }
    var lines = ["- \(escaped(sentence.text))"] + more
    if case .failed(_, let lastOutput)? = finding.watched?.verdict {
      let ending = lastOutput.split(whereSeparator: \.isNewline).suffix(3)
      lines += ending.map { "  - `\(String($0).cleaned.replacing("`", with: "'"))`" }
    }
    return lines
  }

  /// The text with what Markdown would take for its own marked as not.
  private static func escaped(_ text: String) -> String {
    var escaped = ""
    let cleaned = Array(text.cleaned)
    for (place, character) in cleaned.enumerated() {
      let next = place + 1 < cleaned.count ? cleaned[place + 1] : " "
      let before = place > 0 ? cleaned[place - 1] : " "
      let isMark =
        switch character {
        case "\\", "`", "*", "[", "|": true
        case "<": next != " "
        case "_": !(isWord(before) && isWord(next))
        default: false
        }
      if isMark { escaped.append("\\") }
      escaped.append(character)
    }
    return escaped
  }

  private static func isWord(_ character: Character) -> Bool {
    character.isLetter || character.isNumber
  }
}
