// SPDX-License-Identifier: Apache-2.0

import Results

/// A grid on a terminal: where it is too wide for 80 columns, some series after the others.
struct GridLayout {
  let grid: MatrixGrid
  let style: Style

  /// The narrowest a column may be, with the blank before it.
  private static let narrowest = 5
  /// A label longer than this goes on with the next line.
  private static let labelWidth = 18
  /// The longest word of a label, and the longest name of a series, that is printed whole.
  private static let longestWord = 30

  var lines: [String] {
    let parts = chunks.map { chunk in [header(chunk)] + grid.rows.flatMap { lines($0, chunk) } }
    return Array(parts.joined(separator: [""]))
  }

  /// As many series side by side as there is room for, and about as many in each part.
  private var chunks: [Range<Int>] {
    let count = grid.columns.count
    let most = max(1, (Paragraph.width - firstWidth) / columnWidth)
    let parts = max(1, (count + most - 1) / most)
    return (0..<parts).map { (count * $0 / parts)..<(count * ($0 + 1) / parts) }
  }

  private var corner: String { grid.corner.cleaned.uppercased().cut(to: Self.longestWord) }

  private var columns: [String] {
    grid.columns.map { $0.cleaned.cut(to: Self.longestWord) }
  }

  private var columnWidth: Int {
    let texts = columns + grid.rows.flatMap { $0.entries.map { Self.text($0) } }
    return max(Self.narrowest, (texts.map(\.count).max() ?? 0) + 1)
  }

  private var firstWidth: Int {
    let labels = grid.rows.flatMap(Self.labelLines).map(\.count)
    return max(corner.count, labels.max() ?? 0)
  }

  private func header(_ chunk: Range<Int>) -> String {
    let names = columns[chunk].map { $0.aligned(to: columnWidth) }
    return style.paint(corner.padded(to: firstWidth) + names.joined(), .strong)
  }

  private func lines(_ row: MatrixGrid.Row, _ chunk: Range<Int>) -> [String] {
    let labels = Self.labelLines(row)
    let entries = row.entries[chunk].map { entry -> String in
      let text = Self.text(entry).aligned(to: columnWidth)
      return entry == .blank ? text : style.paint(text, Self.tone(entry))
    }
    let isBlank = row.entries[chunk].allSatisfy { $0 == .blank }
    let last = (labels.last ?? "").padded(to: firstWidth)
    return labels.dropLast() + [isBlank ? labels.last ?? "" : (last + entries.joined()).trimmedEnd]
  }

  private static func labelLines(_ row: MatrixGrid.Row) -> [String] {
    let indent = row.isPart ? 2 : 0
    var lines: [String] = []
    for word in row.label.cleaned.split(separator: " ") {
      let word = String(word).cut(to: longestWord)
      if let last = lines.last, last.count + 1 + word.count <= labelWidth {
        lines[lines.count - 1] = "\(last) \(word)"
      } else {
        let blanks = lines.isEmpty ? indent : indent + 2
        lines.append(String(repeating: " ", count: blanks) + word)
      }
    }
    return lines.isEmpty ? ["-"] : lines
  }
}

extension GridLayout {
  /// The entry in at most five columns, unless a number needs more.
  static func text(_ entry: MatrixGrid.Entry) -> String {
    switch entry {
    case .blank: ""
    case .absent: "-"
    case .verdict(let verdict, let isBest): (isBest ? "*" : "") + word(verdict)
    case .best(let verdict, _): word(verdict)
    case .number(let number): NumberFormat.instructions(number).replacing(",", with: "")
    }
  }

  /// The verdict in at most four letters; the legend has the word.
  static func word(_ verdict: MatrixCell.Verdict) -> String {
    switch verdict {
    case .exact: "ok"
    case .lossy: "lost"
    case .wrong: "bad"
    case .unsupported: "no"
    case .failed: "fail"
    }
  }

  private static func tone(_ entry: MatrixGrid.Entry) -> Style.Tone? {
    switch entry {
    case .verdict(let verdict, _), .best(let verdict, _): tone(verdict)
    case .absent: .faint
    case .blank, .number: nil
    }
  }

  private static func tone(_ verdict: MatrixCell.Verdict) -> Style.Tone {
    switch verdict {
    case .exact: .good
    case .lossy: .doubtful
    case .wrong, .failed: .bad
    case .unsupported: .faint
    }
  }
}
