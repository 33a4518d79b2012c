// SPDX-License-Identifier: Apache-2.0

import BPF

/// A sample as a table for a terminal.
public struct ProgramTable {
  /// The narrowest that it can be.
  public static let leastWidth = 80
  private static let identifierWidth = 5
  private static let numberWidth = 5
  private static let missWidth = 4
  private static let typeWidth = 15
  /// From this width on there is a column for the type.
  private static let widthWithType = 110
  /// Lines above and below the rows: summary, blank, titles, blank, and that of the cursor.
  private static let frameLines = 5

  private let width: Int
  private let height: Int?

  /// A table of so many columns, at least 80, and at most so many lines.
  public init(width: Int, height: Int? = nil) {
    self.width = max(Self.leastWidth, width)
    self.height = height
  }

  private var hasType: Bool { width >= Self.widthWithType }

  /// The widths of program, hook and owner, which share what the numbers leave.
  private var textWidths: (program: Int, hook: Int, owner: Int) {
    let numbers = Self.identifierWidth + 4 * (Self.numberWidth + 1) + Self.missWidth + 1
    let rest = width - numbers - (hasType ? Self.typeWidth + 1 : 0) - 3
    let program = rest * 3 / 10
    let owner = rest * 3 / 10
    return (program, rest - program - owner, owner)
  }

  /// Writes the table.
  public func append(_ sample: ProgramSample, at time: String?, to line: inout LineBuffer) {
    let notes = PriceNotes(sample, width: width).lines
    append(summary(of: sample, at: time), to: &line)
    line.endLine()
    append(titles, to: &line)
    let room = height.map { max(1, $0 - Self.frameLines - notes.count) } ?? .max
    let shown = sample.uses.count > room ? room - 1 : sample.uses.count
    for use in sample.uses.prefix(shown) { append(row(of: use), to: &line) }
    if shown < sample.uses.count {
      append("… and \(sample.uses.count - shown) more", to: &line)
    }
    if notes.isEmpty { return }
    line.endLine()
    for note in notes { append(note, to: &line) }
  }

  private func append(_ text: String, to line: inout LineBuffer) {
    line.append(text)
    line.endLine()
  }

  private func summary(of sample: ProgramSample, at time: String?) -> String {
    let ran = sample.uses.count { $0.runs > 0 }
    let count = sample.uses.count
    let hooks = sample.hookShare
    var text = time.map { "\($0)  " } ?? ""
    text += "\(count) program\(count == 1 ? "" : "s"), \(ran) ran; "
    text += "\(ShortNumber.percent(sample.share)) % of a CPU in them"
    if sample.uses.contains(where: { $0.hookShare != nil }) {
      text += ", \(ShortNumber.percent(hooks.nanoseconds)) % in their hooks"
    }
    return text
  }

  private var titles: String {
    let texts = textWidths
    var cells = [
      ProgramCells.right("ID", in: Self.identifierWidth),
      ProgramCells.fitted("PROGRAM", to: texts.program),
    ]
    if hasType { cells.append(ProgramCells.fitted("TYPE", to: Self.typeWidth)) }
    cells += [
      ProgramCells.fitted("HOOK", to: texts.hook), ProgramCells.fitted("OWNER", to: texts.owner),
    ]
    cells += ["EV/s", "NS", "CPU%", "HOOK%"].map { ProgramCells.right($0, in: Self.numberWidth) }
    return (cells + ["MISS"]).joined(separator: " ")
  }

  private func row(of use: ProgramUse) -> String {
    let texts = textWidths
    let words = ProgramCells(use: use)
    let name = ProgramCells.printable(Array(use.place.name.utf8))
    var cells = [
      ProgramCells.right("\(use.information.identifier)", in: Self.identifierWidth),
      ProgramCells.fitted(name, to: texts.program),
    ]
    if hasType {
      cells.append(ProgramCells.fitted(use.information.typeName, to: Self.typeWidth))
    }
    cells += [
      words.hook(width: texts.hook), words.owner(width: texts.owner),
    ]
    let numbers = [
      ShortNumber.count(use.eventsPerSecond),
      use.nanosecondsPerEvent.map { ShortNumber.whole(UInt64($0.rounded())) } ?? "-",
      ShortNumber.percent(use.share),
      use.hookShare.map { ShortNumber.percent($0.nanoseconds) } ?? "-",
    ]
    cells += numbers.map { ProgramCells.right($0, in: Self.numberWidth) }
    cells.append(ProgramCells.right(ShortNumber.brief(use.unseen), in: Self.missWidth))
    return cells.joined(separator: " ")
  }
}
