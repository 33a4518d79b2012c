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
    let widths = columnWidths
    let parts = chunks.map { chunk in
      [header(chunk, widths)] + grid.rows.flatMap { lines($0, chunk, widths) }
    }
    return Array(parts.joined(separator: [""]))
  }

  /// As many series side by side as there is room for, and about as many in each part.
  private var chunks: [Range<Int>] {
    let widths = columnWidths
    let room = Paragraph.width - firstWidth
    let parts = max(1, (widths.reduce(0, +) + room - 1) / room)
    let share = (widths.count + parts - 1) / parts
    var chunks = [0..<0]
    for column in widths.indices {
      let chunk = chunks[chunks.count - 1]
      let width = widths[chunk].reduce(widths[column], +)
      if !chunk.isEmpty, width > room || chunk.count >= share {
        chunks.append(column..<column + 1)
      } else {
        chunks[chunks.count - 1] = chunk.lowerBound..<column + 1
      }
    }
    return chunks
  }

  private var corner: String { grid.corner.cleaned.uppercased().cut(to: Self.longestWord) }

  private var columns: [String] { grid.columns.map { $0.cleaned.cut(to: Self.longestWord) } }

  private var columnWidths: [Int] {
    columns.enumerated().map { column, name in
      let texts = [name] + grid.rows.map { Self.text($0.entries[column]) }
      return max(Self.narrowest, (texts.map(\.count).max() ?? 0) + 1)
    }
  }

  private var firstWidth: Int {
    let labels = grid.rows.flatMap(Self.labelLines).map(\.count)
    return max(corner.count, labels.max() ?? 0)
  }

  private func header(_ chunk: Range<Int>, _ widths: [Int]) -> String {
    let names = chunk.map { columns[$0].aligned(to: widths[$0]) }
    return style.paint(corner.padded(to: firstWidth) + names.joined(), .strong)
  }

  private func lines(_ row: MatrixGrid.Row, _ chunk: Range<Int>, _ widths: [Int]) -> [String] {
    let labels = Self.labelLines(row)
    let entries = chunk.map { column -> String in
      let entry = row.entries[column]
      let text = Self.text(entry).aligned(to: widths[column])
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
        lines.append("".padded(to: blanks) + word)
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
