// SPDX-License-Identifier: Apache-2.0

/// Some of a document's kernels in few words: `5.10`, `5.10 and 6.1`, `5.10, 6.1 to 6.12`. Each
/// flavour is listed by itself: `6.1 to 6.12 and 6.1-amd64 to 6.12-amd64`.
struct SeriesList {
  /// The series that are meant, with their flavours.
  let series: [String]
  /// All of the document, in its order.
  let all: [String]

  /// The words, to stand after "on".
  var text: String {
    let wanted = Set(series)
    let flavours = all.map(Self.flavour).unique
    if all.count > 2, wanted.count == all.count {
      return "all \(all.count) \(flavours.count > 1 ? "kernels" : "series")"
    }
    return enumeration(
      flavours.flatMap { flavour in
        Self.runs(of: all.filter { Self.flavour($0) == flavour }, wanted).flatMap(Self.words)
      })
  }

  /// Those wanted, in rows without a gap.
  private static func runs(of all: [String], _ wanted: Set<String>) -> [[String]] {
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
    return runs
  }

  private static func words(_ run: [String]) -> [String] {
    guard let first = run.first, let last = run.last, run.count > 2 else { return run }
    return ["\(first) to \(last)"]
  }

  /// `rt-amd64` of `6.12-rt-amd64` and of `6.12-rt-amd64#2`; empty for the cloud's.
  static func flavour(_ series: String) -> String {
    String(series.prefix { $0 != "#" }.drop { $0 != "-" }.dropFirst())
  }
}
