// SPDX-License-Identifier: Apache-2.0

import Results

/// The lines of a section of features.
struct FeatureRows {
  let style: Style

  private static let answerWidth = 5
  private static let nameWidth = 16

  /// The words for the three answers, as wide as their column.
  private func word(_ answer: Feature.Answer, on: String = "yes", off: String = "no") -> String {
    switch answer {
    case .yes: on
    case .no: off
    case .unknown: "?"
    }
  }

  private func tone(_ answer: Feature.Answer) -> Style.Tone {
    switch answer {
    case .yes: .good
    case .no: .bad
    case .unknown: .doubtful
    }
  }

  /// An answer, a text after it, and the lines that follow further in.
  private func lines(
    _ word: String, _ tone: Style.Tone?, _ text: String, indent: Int = answerWidth + 2
  ) -> [String] {
    let lead = word.padded(to: Self.answerWidth)
    var lines = Paragraph(text: text, lead: lead, indent: indent).lines
    lines[0] = style.paint(word, tone) + lines[0].dropFirst(word.count)
    return lines
  }

  /// An answer, a name in its column, and the text beside it.
  private func columns(
    _ word: String, _ tone: Style.Tone?, _ name: String, _ text: String
  ) -> [String] {
    guard name.count < Self.nameWidth else {
      return lines(word, tone, text.isEmpty ? name : "\(name): \(text)")
    }
    let lead = word.padded(to: Self.answerWidth) + name.padded(to: Self.nameWidth)
    guard !text.isEmpty else { return lines(word, tone, name) }
    var lines = Paragraph(
      text: text, lead: lead, indent: Self.answerWidth + Self.nameWidth
    ).lines
    lines[0] = style.paint(word, tone) + lines[0].dropFirst(word.count)
    return lines
  }

  /// One feature and the hints that say otherwise.
  func row(_ feature: Feature) -> [String] {
    let text = [feature.kind, feature.reason ?? feature.detail].compactMap(\.self)
      .joined(separator: ": ")
    return columns(word(feature.answer), tone(feature.answer), feature.name, text)
      + hints(of: feature)
  }

  /// The hints that say otherwise and, beside a no, those that explain it.
  private func hints(of feature: Feature, naming name: String? = nil) -> [String] {
    let told = feature.hints.filter { hint in
      hint.disagrees || (feature.answer == .no && hint.says == false)
    }
    return told.flatMap { hint -> [String] in
      let margin = String(repeating: " ", count: Self.answerWidth)
      let subject = name.map { "\($0): " } ?? ""
      return Paragraph(
        text: "\(subject)\(hint.source) says \(hint.value)",
        lead: margin + (hint.disagrees ? "≠ " : "= "), indent: Self.answerWidth + 2
      ).lines.map { style.paint($0, hint.disagrees ? .doubtful : .faint) }
    }
  }

  /// Features in their order, each in a row; what could not be told for one reason, together.
  func rows(_ features: [Feature]) -> [String] {
    let told = features.filter { $0.answer != .unknown }
    return told.flatMap { row($0) } + grouped(features.filter { $0.answer == .unknown })
  }

  /// Probes and their rungs.
  func ladders(_ ladders: [KernelFeatures.Ladder]) -> [String] {
    let untried = ladders.filter { $0.rungs.allSatisfy { $0.answer == .unknown } }
    let reasons = Set(untried.flatMap(\.rungs).map(\.reason))
    guard untried.count == ladders.count, reasons.count == 1, let reason = reasons.first else {
      return ladders.flatMap { ladder($0) }
    }
    return lines(
      "?", .doubtful, ladders.map(\.probe).joined(separator: ", ") + ": \(reason ?? "")")
  }

  private func ladder(_ ladder: KernelFeatures.Ladder) -> [String] {
    let answer: Feature.Answer =
      ladder.takes != nil
      ? .yes : ladder.rungs.contains { $0.answer == .unknown } ? .unknown : .no
    let taken =
      ladder.takes.map { "takes \($0)" }
      ?? (answer == .no ? "no rung works here" : "no rung is known to work here")
    let margin = String(repeating: " ", count: Self.answerWidth + Self.nameWidth)
    let others = ladder.rungs.filter { $0.name != ladder.takes }
    return columns(word(answer), tone(answer), ladder.probe, taken)
      + others.flatMap { rung -> [String] in
        let text = "\(rung.name) \(word(rung.answer))" + (rung.reason.map { ": \($0)" } ?? "")
        return Paragraph(text: text, lead: margin, indent: margin.count + 2).lines
      }
  }

  /// Features of one answer and reason, in one paragraph: first what is there.
  func grouped(_ features: [Feature]) -> [String] {
    let groups = Dictionary(grouping: features) { Group($0) }
    return groups.sorted { $0.key < $1.key }.flatMap { group, members in
      lines(word(group.answer), tone(group.answer), group.text(members))
    } + features.filter(\.isDisputed).flatMap { hints(of: $0, naming: $0.name) }
  }

  /// What features have in common.
  private struct Group: Hashable, Comparable {
    let answer: Feature.Answer
    let reason: String
    /// Whether a no is no loss.
    let isOptional: Bool

    init(_ feature: Feature) {
      answer = feature.answer
      reason = feature.reason ?? ""
      isOptional = feature.answer == .no && feature.isOptional
    }

    func text(_ members: [Feature]) -> String {
      var names: [String] = []
      for name in members.map(\.name) where !names.contains(name) { names.append(name) }
      let kinds = Set(members.compactMap(\.kind)).sorted().joined(separator: ", ")
      let place = answer == .yes || kinds.isEmpty ? "" : "in \(kinds): "
      return place + names.joined(separator: ", ") + (reason.isEmpty ? "" : ": \(reason)")
        + (isOptional ? "; has another way" : "")
    }

    private var rank: Int {
      switch answer {
      case .yes: 0
      case .no: 1
      case .unknown: 2
      }
    }

    static func < (one: Group, other: Group) -> Bool {
      (one.rank, one.reason) < (other.rank, other.reason)
    }
  }

  // MARK: Targets and fields

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
      let margin = String(repeating: " ", count: Self.answerWidth + 2)
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

  /// Fields, those of one struct in one paragraph; then those that are not there, one by one.
  func fields(_ fields: [Feature]) -> [String] {
    let owner = { (feature: Feature) in
      String(feature.name.prefix { $0 != "." })
    }
    let present = Dictionary(grouping: fields.filter { $0.answer == .yes }, by: owner)
    let rows = present.sorted { $0.key < $1.key }.flatMap { name, members -> [String] in
      var texts: [String] = []
      for member in members {
        let rest = member.name.dropFirst(name.count + 1)
        let text = rest.isEmpty ? "itself" : "\(rest) (\(member.detail ?? ""))"
        if !texts.contains(text) { texts.append(text) }
      }
      return lines("yes", .good, "\(name): \(texts.joined(separator: ", "))")
    }
    return rows
      + fields.filter { $0.answer == .no }.flatMap { field in
        lines(
          "no", field.isOptional ? .faint : .bad,
          "\(field.name): \(field.reason ?? "")" + (field.isOptional ? "; has another way" : ""))
      } + grouped(fields.filter { $0.answer == .unknown })
  }

  /// Settings by themselves, options of the config together.
  func settings(_ settings: [Feature]) -> [String] {
    let isOption = { (feature: Feature) in feature.name.hasPrefix("CONFIG_") }
    let rows = settings.filter { !isOption($0) }.flatMap { setting in
      lines(
        word(setting.answer, on: "on", off: "off"), setting.answer == .unknown ? .doubtful : nil,
        setting.name + (setting.reason.map { ": \($0)" } ?? " = \(setting.detail ?? "")"))
    }
    let options = settings.filter(isOption)
    let groups: [(Feature.Answer, String)] = [(.yes, "on"), (.no, "off"), (.unknown, "?")]
    return rows
      + groups.flatMap { answer, word -> [String] in
        let members = options.filter { $0.answer == answer }
        guard let first = members.first else { return [] }
        let names = members.map { $0.detail == "m" ? "\($0.name) (m)" : $0.name }
        let reason = first.reason.map { ": \($0)" } ?? ""
        return lines(
          word, answer == .unknown ? .doubtful : nil, names.joined(separator: ", ") + reason)
      }
  }
}
