// SPDX-License-Identifier: Apache-2.0

/// Some of a document's series in few words: `5.10`, `5.10 and 6.1`, `5.10, 6.1 to 6.12`.
struct SeriesList {
  /// The series that are meant.
  let series: [String]
  /// All series of the document, in its order.
  let all: [String]

  /// The words, to stand after "on".
  var text: String {
    let wanted = Set(series)
    if all.count > 2, wanted.count == all.count { return "all \(all.count) series" }
    var runs: [[String]] = []
    var isAdjacent = false
    for name in all {
      guard wanted.contains(name) else {
        isAdjacent = false
        continue
      }
      if isAdjacent { runs[runs.count - 1].append(name) } else { runs.append([name]) }
      isAdjacent = true
    }
    return enumeration(runs.flatMap(Self.words))
  }

  private static func words(_ run: [String]) -> [String] {
    guard let first = run.first, let last = run.last, run.count > 2 else { return run }
    return ["\(first) to \(last)"]
  }
}
