// SPDX-License-Identifier: Apache-2.0

import Results
import Statistics

/// Two lines of the table: estimates above, their margins below, and a reason when there are none.
struct TableRow {
  let finding: Finding
  let style: Style

  private static let nameWidth = 29
  private static let columnWidths = [10, 10, 10, 10, 11]

  /// One column of numbers.
  private struct Column {
    var top = "-"
    var bottom = ""
    var tone: Style.Tone?
  }

  /// The names of the columns.
  static var header: [String] {
    [
      line(
        name("PROBE", "RUNG"),
        ["DISPATCH", "PROGRAM", "TOTAL", "READER", "BYSTANDER"].map { ($0, nil) }, .plain),
      line(
        name("  WORKLOAD", "FIDELITY", first: 19),
        ["/event", "/event", "/event", "/event", "/operation"].map { ($0, nil) }, .plain),
    ]
  }

  /// The row's lines.
  var lines: [String] {
    guard let cell = finding.named else { return [] }
    let names = Self.name(cell.probe, cell.rung)
    let workload = Self.name("  \(cell.workload)", fidelity.word, first: 19)
    guard let watched = finding.watched, let trouble = watched.verdict.trouble else {
      let columns = self.columns
      return [
        Self.line(names, columns.map { ($0.top, $0.tone) }, style),
        Self.line(paintFidelity(workload), columns.map { ($0.bottom, $0.tone) }, style),
      ] + bystanderTroubles
    }
    var lines = [names + " " + style.paint(trouble.word.uppercased(), .bad), workload]
    lines += Paragraph(text: trouble.reason, lead: "    ", indent: 4).lines
    if case .failed(_, let lastOutput) = watched.verdict {
      let ending = lastOutput.split(whereSeparator: \.isNewline).suffix(3)
      lines += ending.map { "    | \(String($0).cleaned)".cut(to: Paragraph.width) }
    }
    return (lines + bystanderTroubles).map(\.trimmedEnd)
  }

  private var bystanderTroubles: [String] {
    finding.bystanders.compactMap { cell in
      cell.verdict.trouble.map { "bystander \(cell.workload) \($0.word): \($0.reason)" }
    }.flatMap { Paragraph(text: $0, lead: "    ", indent: 4).lines }
  }

  private var columns: [Column] {
    let cell = finding.watched
    let bystander = finding.costliestBystander
    return [
      column(cell?.cost(perEvent: cell?.dispatch)), column(cell?.cost(perEvent: cell?.program)),
      column(cell?.cost(perEvent: cell?.total)), column(cell?.readerCost),
      bystander == nil && !finding.bystanders.isEmpty
        ? Column(top: "unknown", tone: .bad) : column(bystander?.costPerOperation),
    ]
  }

  private func column(_ cost: PrintedCost?) -> Column {
    switch cost {
    case nil: return Column()
    case .below: return Column(top: cost?.text ?? "", tone: .faint)
    case .measured(let interval)?:
      let measured = NumberFormat.time(nanoseconds: interval)
      // The blanks keep the two numbers one above the other.
      let unit = "".padded(to: measured.unit.count + 1)
      return Column(
        top: "\(measured.estimate) \(measured.unit)", bottom: "±\(measured.halfWidth)\(unit)")
    }
  }

  private var fidelity: (word: String, tone: Style.Tone?) {
    switch finding.watched?.fidelity?.verdict {
    case .exact: ("exact", .good)
    case .lossy: ("lossy", .doubtful)
    case .wrong: ("wrong", .bad)
    case nil: ("-", nil)
    }
  }

  private func paintFidelity(_ text: String) -> String {
    guard let tone = fidelity.tone else { return text }
    return text.prefix(19) + style.paint(String(text.dropFirst(19)), tone)
  }

  /// Two names in the first columns, the second where it always is unless the first is too long.
  private static func name(_ first: String, _ second: String, first width: Int = 12) -> String {
    let room = max(width, nameWidth - second.count)
    return (first.cut(to: room - 1).padded(to: width - 1) + " " + second)
      .cut(to: nameWidth - 1).padded(to: nameWidth)
  }

  private static func line(
    _ name: String, _ columns: [(text: String, tone: Style.Tone?)], _ style: Style
  ) -> String {
    let numbers = zip(columns, columnWidths).map { column, width in
      let aligned = column.text.aligned(to: width)
      return column.text.isEmpty ? aligned : style.paint(aligned, column.tone)
    }
    return (name + numbers.joined()).trimmedEnd
  }
}
