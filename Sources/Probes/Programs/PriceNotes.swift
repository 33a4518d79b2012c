// SPDX-License-Identifier: Apache-2.0

import BPF

/// The lines under a table that say what the hooks in it cost, and who says so.
struct PriceNotes {
  let lines: [String]

  init(_ sample: ProgramSample, width: Int) {
    let priced = sample.kindsThatRan.compactMap { kind in
      sample.prices.price(of: kind).map { (kind, $0) }
    }
    let others = sample.kindsThatRan.filter { sample.prices.price(of: $0) == nil }
    var sentences: [String] = []
    if !priced.isEmpty {
      let list = priced.map { kind, price in
        "\(kind.rawValue) \(Self.whole(price.nanoseconds)) ns an event "
          + "(\(Self.whole(price.low)) to \(Self.whole(price.high)))"
      }
      sentences.append("HOOK%: \(list.joined(separator: ", ")).")
      if let source = sample.prices.source { sentences.append("By \(source).") }
    }
    if !others.isEmpty {
      sentences.append(
        "Not measured: \(others.map(\.rawValue).joined(separator: ", ")).")
    }
    lines = Self.wrapped(sentences.joined(separator: " "), width: width)
  }

  private static func whole(_ number: Double) -> String { "\(Int(number.rounded()))" }

  private static func wrapped(_ text: String, width: Int) -> [String] {
    var lines: [String] = []
    for word in text.split(separator: " ") {
      if let last = lines.last, last.count + 1 + word.count <= width {
        lines[lines.count - 1] = "\(last) \(word)"
      } else {
        lines.append(String(word))
      }
    }
    return lines
  }
}
