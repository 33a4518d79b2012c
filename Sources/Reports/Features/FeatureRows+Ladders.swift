// SPDX-License-Identifier: Apache-2.0

import Results

extension FeatureRows {
  /// Probes and their rungs.
  func ladders(_ ladders: [KernelFeatures.Ladder]) -> [String] {
    let untried = ladders.filter { $0.rungs.allSatisfy { $0.answer == .unknown } }
    let reasons = Set(untried.flatMap(\.rungs).map(\.reason))
    guard untried.count == ladders.count, reasons.count == 1, let reason = reasons.first else {
      return ladders.flatMap { ladder($0) }
    }
    return lines("?", .doubtful, ladders.map(\.probe).joined(separator: ", ") + ": \(reason ?? "")")
  }

  private func ladder(_ ladder: KernelFeatures.Ladder) -> [String] {
    let answer: Feature.Answer =
      ladder.takes != nil ? .yes : ladder.rungs.contains { $0.answer == .unknown } ? .unknown : .no
    let taken =
      ladder.takes.map { "takes \($0)" }
      ?? (answer == .no ? "no rung works here" : "no rung is known to work here")
    let margin = "".padded(to: Self.answerWidth + Self.nameWidth)
    let others = ladder.rungs.filter { $0.name != ladder.takes }
    return columns(word(answer), tone(answer), ladder.probe, taken)
      + others.flatMap { rung -> [String] in
        let text = "\(rung.name) \(word(rung.answer))" + (rung.reason.map { ": \($0)" } ?? "")
        return Paragraph(text: text, lead: margin, indent: margin.count + 2).lines
      }
  }
}
