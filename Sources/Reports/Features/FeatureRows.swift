// SPDX-License-Identifier: Apache-2.0

import Results

/// The lines of a section of features.
struct FeatureRows {
  let style: Style

  static let answerWidth = 5
  static let nameWidth = 16

  /// The words for the three answers, as wide as their column.
  func word(_ answer: Feature.Answer, on: String = "yes", off: String = "no") -> String {
    switch answer {
    case .yes: on
    case .no: off
    case .unknown: "?"
    }
  }

  func tone(_ answer: Feature.Answer) -> Style.Tone {
    switch answer {
    case .yes: .good
    case .no: .bad
    case .unknown: .doubtful
    }
  }

  /// An answer, a text after it, and the lines that follow further in.
  func lines(
    _ word: String, _ tone: Style.Tone?, _ text: String, indent: Int = answerWidth + 2
  ) -> [String] {
    let lead = word.padded(to: Self.answerWidth)
    var lines = Paragraph(text: text, lead: lead, indent: indent).lines
    lines[0] = style.paint(word, tone) + lines[0].dropFirst(word.count)
    return lines
  }

  /// An answer, a name in its column, and the text beside it.
  func columns(_ word: String, _ tone: Style.Tone?, _ name: String, _ text: String) -> [String] {
    guard name.count < Self.nameWidth else {
      return lines(word, tone, text.isEmpty ? name : "\(name): \(text)")
    }
    let lead = word.padded(to: Self.answerWidth) + name.padded(to: Self.nameWidth)
    guard !text.isEmpty else { return lines(word, tone, name) }
    var lines = Paragraph(text: text, lead: lead, indent: Self.answerWidth + Self.nameWidth).lines
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
  func hints(of feature: Feature, naming name: String? = nil) -> [String] {
    let told = feature.hints.filter { hint in
      hint.disagrees || (feature.answer == .no && hint.says == false)
    }
    return told.flatMap { hint -> [String] in
      let margin = "".padded(to: Self.answerWidth)
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

  /// Features of one answer and reason, in one paragraph: first what is there.
  func grouped(_ features: [Feature]) -> [String] {
    let groups = Dictionary(grouping: features) { FeatureGroup($0) }
    return groups.sorted { $0.key < $1.key }.flatMap { group, members in
      lines(word(group.answer), tone(group.answer), group.text(members))
    } + features.filter(\.isDisputed).flatMap { hints(of: $0, naming: $0.name) }
  }
}

extension FeatureRows {
  /// Fields, those of one struct in one paragraph; then those that are not there, one by one.
  func fields(_ fields: [Feature]) -> [String] {
    let owner = { (feature: Feature) in String(feature.name.prefix { $0 != "." }) }
    let present = Dictionary(grouping: fields.filter { $0.answer == .yes }, by: owner)
    let rows = present.sorted { $0.key < $1.key }.flatMap { name, members -> [String] in
      let texts = members.map { member in
        let rest = member.name.dropFirst(name.count + 1)
        return rest.isEmpty ? "itself" : "\(rest) (\(member.detail ?? ""))"
      }
      return lines("yes", .good, "\(name): \(texts.unique.joined(separator: ", "))")
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
