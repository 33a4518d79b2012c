// SPDX-License-Identifier: Apache-2.0

import Results

extension FeatureRows {
  /// Fields, those of one struct in one paragraph; then those that are not there, one by one.
  func fields(_ fields: [Feature]) -> [String] {
    let owner = { (feature: Feature) in
      String(feature.name.prefix { $0 != "." })
    }
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
}
