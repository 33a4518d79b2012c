// SPDX-License-Identifier: Apache-2.0

import Results

/// The answer and reason that several features share: they are printed in one paragraph.
struct FeatureGroup: Hashable, Comparable {
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
    let names = members.map(\.name).unique
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

  static func < (one: FeatureGroup, other: FeatureGroup) -> Bool {
    (one.rank, one.reason) < (other.rank, other.reason)
  }
}
