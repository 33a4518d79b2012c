// SPDX-License-Identifier: Apache-2.0

import Results

extension FeatureRows {
  /// Tracepoints and functions with their shape; then what could not be told of several, once.
  func targets(_ targets: [Feature]) -> [String] {
    var untold: [Feature.Fact: [String]] = [:]
    var order: [Feature.Fact] = []
    for target in targets {
      for fact in target.facts where fact.answer == .unknown {
        if untold[fact] == nil { order.append(fact) }
        untold[fact, default: []].append(target.name)
      }
    }
    return targets.flatMap { target -> [String] in
      let reason = target.answer == .no ? target.reason.map { ": \($0)" } ?? "" : ""
      let margin = "".padded(to: Self.answerWidth + 2)
      let shape = target.detail.map {
        Paragraph(text: $0, lead: margin, indent: margin.count + 2).lines
      }
      return lines(
        word(target.answer), tone(target.answer),
        target.name + (target.kind.map { " for \($0)" } ?? "") + reason) + (shape ?? [])
    }
      + order.flatMap { fact in
        lines(
          "?", .doubtful,
          "\(fact.name): \(fact.reason ?? ""): " + (untold[fact] ?? []).joined(separator: ", "))
      }
  }
}
