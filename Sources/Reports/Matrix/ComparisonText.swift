// SPDX-License-Identifier: Apache-2.0

import Results

/// The changes against an earlier matrix, for a terminal of 80 columns.
public enum ComparisonText {
  /// Lays a comparison out as text.
  ///
  /// - Parameters:
  ///   - comparison: Of two runs.
  ///   - name: What the earlier one is called, for example its file.
  ///   - style: Whether to colour it.
  /// - Returns: Lines of at most 80 columns, each ending in a line feed.
  public static func render(
    _ comparison: MatrixComparison, against name: String, style: Style = .plain
  ) -> String {
    let parts = [
      part("Worse", comparison.worse, .bad, style), part("Better", comparison.better, .good, style),
      part("Cannot tell", comparison.unclear, .doubtful, style),
    ]
    let lines = Paragraph(text: summary(comparison, name)).lines
    return (parts.flatMap(\.self) + lines + notes(comparison).flatMap(\.lines))
      .map { "\($0)\n" }.joined()
  }

  private static func part(
    _ heading: String, _ differences: [MatrixComparison.Difference], _ tone: Style.Tone,
    _ style: Style
  ) -> [String] {
    guard !differences.isEmpty else { return [] }
    return [style.paint(heading, tone)]
      + differences.flatMap { difference in
        Paragraph(text: "\(difference.cell): \(difference.text)", lead: "  ", indent: 4).lines
      }
  }

  private static func summary(_ comparison: MatrixComparison, _ name: String) -> String {
    let counts = [
      (count(comparison.worse), "worse"), (count(comparison.better), "better"),
      (count(comparison.unclear), "that cannot be told"),
    ].filter { $0.0 > 0 || $0.1 == "worse" }
    let said = enumeration(counts.map { "\(NumberFormat.count($0)) \($1)" })
    return "Against '\(name)': \(NumberFormat.count(comparison.compared)) cells compared, \(said)."
  }

  private static func count(_ differences: [MatrixComparison.Difference]) -> Int {
    Set(differences.map(\.cell)).count
  }

  private static func notes(_ comparison: MatrixComparison) -> [Paragraph] {
    let notes = [
      ("not run, hence not compared", comparison.notRun),
      ("not there before", comparison.added), ("other kernels", comparison.otherKernels),
    ]
    return notes.filter { !$0.1.isEmpty }.map { what, names in
      Paragraph(text: "\(what): \(names.joined(separator: "; "))", lead: "  ", indent: 4)
    }
  }
}
