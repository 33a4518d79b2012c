// SPDX-License-Identifier: Apache-2.0

import Results

extension FeatureRows {
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
