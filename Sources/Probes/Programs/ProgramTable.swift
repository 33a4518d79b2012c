// SPDX-License-Identifier: Apache-2.0

import BPF
import Lines

/// A sample as a table for a terminal.
public struct ProgramTable {
  /// The narrowest that it can be.
  public static let leastWidth = 80
  private static let leastIdentifierWidth = 5
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

  /// The widths of the columns that are not numbers alone: the kernel counts its programs from 1 as
  /// long as it runs.
  private struct Layout {
    let identifier: Int
    let program: Int
    let hook: Int
    let owner: Int
  }

  /// Program, hook and owner share what the numbers leave.
  private func layout(of sample: ProgramSample) -> Layout {
    let identifier = sample.uses.map { "\($0.information.identifier)".count }
      .reduce(Self.leastIdentifierWidth, max)
    let numbers = identifier + 4 * (Self.numberWidth + 1) + Self.missWidth + 1
    let rest = width - numbers - (hasType ? Self.typeWidth + 1 : 0) - 3
    let program = rest * 3 / 10
    let owner = rest * 3 / 10
    return Layout(
      identifier: identifier, program: program, hook: rest - program - owner, owner: owner)
  }

  /// Writes the table.
  public func append(_ sample: ProgramSample, at time: String?, to line: inout LineBuffer) {
    let notes = PriceNotes(sample, width: width).lines
    append(summary(of: sample, at: time), to: &line)
    line.endLine()
    let layout = layout(of: sample)
    append(titles(layout), to: &line)
    let room = height.map { max(1, $0 - Self.frameLines - notes.count) } ?? .max
    let shown = sample.uses.count > room ? room - 1 : sample.uses.count
    for use in sample.uses.prefix(shown) { append(row(of: use, layout), to: &line) }
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

  private func titles(_ layout: Layout) -> String {
    var cells = [
      "ID".right(in: layout.identifier),
      "PROGRAM".fitted(to: layout.program),
    ]
    if hasType { cells.append("TYPE".fitted(to: Self.typeWidth)) }
    cells += [
      "HOOK".fitted(to: layout.hook), "OWNER".fitted(to: layout.owner),
    ]
    cells += ["EV/s", "NS", "CPU%", "HOOK%"].map { $0.right(in: Self.numberWidth) }
    return (cells + ["MISS"]).joined(separator: " ")
  }

  private func row(of use: ProgramUse, _ layout: Layout) -> String {
    let words = ProgramCells(use: use)
    let name = ProgramCells.printable(Array(use.place.name.utf8))
    var cells = [
      "\(use.information.identifier)".right(in: layout.identifier),
      name.fitted(to: layout.program),
    ]
    if hasType {
      cells.append(use.information.typeName.fitted(to: Self.typeWidth))
    }
    cells += [
      words.hook(width: layout.hook), words.owner(width: layout.owner),
    ]
    let numbers = [
      ShortNumber.count(use.eventsPerSecond),
      use.nanosecondsPerEvent.map { ShortNumber.whole(UInt64($0.rounded())) } ?? "-",
      ShortNumber.percent(use.share),
      use.hookShare.map { ShortNumber.percent($0.nanoseconds) } ?? "-",
    ]
    cells += numbers.map { $0.right(in: Self.numberWidth) }
    cells.append(ShortNumber.brief(use.unseen).right(in: Self.missWidth))
    return cells.joined(separator: " ")
  }
}
