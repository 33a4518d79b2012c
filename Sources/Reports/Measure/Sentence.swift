// SPDX-License-Identifier: Apache-2.0

import Results
import Statistics

/// The cost of a probe and its fidelity, in one plain sentence.
struct Sentence {
  let finding: Finding
  /// The words for the kernel that ran.
  var kernel = "this kernel"

  /// The sentence; where the cell was interrupted, another that says so.
  var text: String {
    guard let cell = finding.named else { return "" }
    let subject = finding.subject(cell)
    if let watched = finding.watched, let trouble = watched.verdict.trouble {
      return "\(subject) \(Self.phrase(for: watched.verdict)): \(trouble.reason.cleaned)."
    }
    let costs = ([finding.watched].compactMap(\.self) + finding.bystanders).compactMap(Self.cost)
    var text = costs.isEmpty ? "\(subject) has no known cost" : "\(subject) \(joined(costs))"
    if finding.watched != nil { text += "; \(fidelity)" }
    text += "."
    if cell.stopped == .interrupted {
      let loads = NumberFormat.count(cell.loads)
      text += " It was interrupted after \(loads) loads: the intervals are wider than asked for."
    }
    return text
  }

  /// Why each better rung was refused, one short line each.
  var refusals: [String] {
    (finding.named?.refusedRungs ?? []).map { "\($0.rung) refused: \($0.reason.cleaned)" }
  }

  private static func phrase(for verdict: CellVerdict) -> String {
    switch verdict {
    case .measured: "was weighed"
    case .invalid: "was weighed, but the run's own controls failed"
    case .failed: "could not be weighed"
    case .unsupported: "does not run here"
    }
  }
}

// MARK: - Costs

extension Sentence {
  /// The words after `opensnoop`: the verb apart from the rest, so that it is written once.
  private typealias Clause = (verb: String, rest: String)

  private func joined(_ clauses: [Clause]) -> String {
    var verb = ""
    let parts = clauses.map { clause in
      defer { verb = clause.verb }
      return clause.verb == verb ? clause.rest : "\(clause.verb) \(clause.rest)"
    }
    return enumeration(parts)
  }

  private static func cost(_ cell: Cell) -> Clause? {
    if let trouble = cell.verdict.trouble {
      let reason = "\(trouble.word): \(trouble.reason.cleaned)"
      return ("costs", "other \(Noun(singular: cell.unit).plural) an unknown amount (\(reason))")
    }
    guard let cost = cell.costPerOperation else { return nil }
    let noun = Noun(singular: cell.unit)
    switch cost {
    case .below:
      let whom = cell.role == .watched ? noun.withArticle : "other \(noun.plural)"
      return ("adds", "nothing measurable to \(whom) (\(cost.text))")
    case .measured(let interval) where interval.estimate < 0:
      let saved = Interval(
        estimate: -interval.estimate, low: -interval.high, high: -interval.low,
        confidence: interval.confidence)
      let time = NumberFormat.time(nanoseconds: saved).text
      return ("takes", "\(time) off \(whom(cell))\(percent(cell))")
    case .measured: return ("adds", "\(cost.text) to \(whom(cell))\(percent(cell))")
    }
  }

  private static func whom(_ cell: Cell) -> String {
    let noun = Noun(singular: cell.unit)
    guard cell.role == .bystander else { return noun.withArticle }
    let everywhere = cell.unit == "system call" ? " on the machine, whoever makes it" : ""
    return "every other \(cell.unit)\(everywhere)"
  }

  private static func percent(_ cell: Cell) -> String {
    guard cell.role == .watched, let ratio = cell.contrast(.probe)?.ratio, !ratio.containsZero
    else { return "" }
    return " (\(NumberFormat.percent(ratio: ratio).text))"
  }

  // MARK: - Fidelity

  private var fidelity: String {
    guard let cell = finding.watched, let fidelity = cell.fidelity else {
      return "what it reported was not checked"
    }
    let nouns = cell.eventsPerOperation == 1 ? Noun(singular: cell.unit).plural : "events"
    let caused = NumberFormat.count(fidelity.caused)
    let reported = "it reported \(NumberFormat.count(fidelity.reported)) of \(caused) \(nouns)"
    let lost = "lost \(NumberFormat.count(fidelity.lost))"
    let note = fidelity.note.map { " (\($0.cleaned))" } ?? ""
    // Why no probe sees every event here.
    let blindness = fidelity.blindSpots.map { BlindSpot.sentence($0, of: kernel).cleaned }
    switch fidelity.verdict {
    case .exact: return reported
    case .lossy:
      return "\(reported) and \(lost)\(note): "
        + (blindness ?? "a probe that misses events is cheap because of it")
    case .wrong:
      let wrong = NumberFormat.count(fidelity.wrong)
      let lost = fidelity.lost > 0 ? ", \(lost)" : ""
      return "\(reported)\(lost), and \(wrong) of its reports are wrong\(note): do not trust it"
    }
  }
}
