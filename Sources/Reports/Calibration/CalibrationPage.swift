// SPDX-License-Identifier: Apache-2.0

import Results
import Statistics

/// A calibration as one page of HTML that needs nothing else: no script, no other file.
public enum CalibrationPage {
  /// Lays a document out.
  ///
  /// - Parameter document: Of one run.
  /// - Returns: The page.
  public static func render(_ document: CalibrationDocument) -> String {
    let machine = document.machine
    let title = "Calibration of \(machine.cpuModel), Linux \(machine.kernelRelease)"
    let sections = [
      lines(document), hooks(document), pictures(document), closures(document), table(document),
    ]
    return """
      <!DOCTYPE html>
      <!-- SPDX-License-Identifier: Apache-2.0 -->
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <title>\(title.html)</title>
      <style>\(style)</style>
      </head>
      <body>
      <h1>\(title.html)</h1>
      \(sections.compactMap { $0 }.joined(separator: "\n"))
      </body>
      </html>

      """
  }

  private static let style = """
    :root{color-scheme:light dark;--ink:#222;--faint:#888;--plain:#3b6ea5;\
    --good:#2e8b57;--bad:#c0392b}
    @media(prefers-color-scheme:dark){:root{--ink:#ddd;--faint:#888;--plain:#7fb0e6}}
    body{font:16px/1.5 system-ui,sans-serif;max-width:50rem;margin:2rem auto;padding:0 1rem;\
    color:var(--ink)}
    table{border-collapse:collapse;width:100%}th,td{text-align:left;padding:.2rem .6rem .2rem 0;\
    border-bottom:1px solid #8884;vertical-align:top}
    svg{width:100%;height:auto}svg text{font-size:11px;fill:var(--ink)}
    svg rect,svg circle{fill:var(--plain)}svg line{stroke:var(--plain)}
    svg .good{fill:var(--good);stroke:var(--good)}svg .bad{fill:var(--bad);stroke:var(--bad)}
    svg .faint{stroke:var(--faint);stroke-dasharray:4 3}svg .axis{fill:none;stroke:var(--faint)}
    .holds{color:var(--good)}.fails{color:var(--bad)}.unknown,small{color:var(--faint)}
    pre{overflow-x:auto;font-size:13px}
    """

  private static func lines(_ document: CalibrationDocument) -> String? {
    guard !document.lines.isEmpty else { return nil }
    let rows = document.lines.map { line in
      let note = line.note.map { "<br><small>\($0.html)</small>" } ?? ""
      return "<tr><td class=\"\(line.verdict.rawValue)\">\(line.verdict.rawValue)</td>"
        + "<td>\(line.name.html)\(note)</td><td>\(line.found.html)</td>"
        + "<td>\(line.target.html)</td></tr>"
    }
    return "<h2>What the scale must reach</h2>\n<table><tr><th></th><th>line</th><th>here</th>"
      + "<th>wanted</th></tr>\n\(rows.joined(separator: "\n"))\n</table>"
  }

  private static func hooks(_ document: CalibrationDocument) -> String? {
    let pictures = CalibrationPictures(document: document)
    return pictures.hooks.map { "<h2>What an empty program costs at each hook</h2>\n\($0)" }
  }

  private static func pictures(_ document: CalibrationDocument) -> String? {
    let pictures = CalibrationPictures(document: document)
    var parts: [String] = []
    if let picture = pictures.pValues {
      parts.append("<h2>Nothing against nothing</h2>\n\(picture)")
    }
    if let picture = pictures.weights { parts.append("<h2>Known weights</h2>\n\(picture)") }
    for planted in document.planted {
      let share = NumberFormat.short(planted.wanted * 100)
      let caption = "\(planted.tries.count) tries, sorted, around what it is in the long run"
      if let picture = pictures.intervals(planted.tries, around: planted.longRun, caption) {
        parts.append("<h2>A cost of \(share) % planted at \(planted.hook.html)</h2>\n\(picture)")
      }
    }
    for coverage in document.coverage {
      let caption =
        "\(coverage.held) of \(coverage.intervals.count) intervals hold the long-run value"
      if let picture = pictures.intervals(coverage.intervals, around: coverage.longRun, caption) {
        parts.append("<h2>Intervals of \(coverage.subject.html)</h2>\n\(picture)")
      }
    }
    return parts.isEmpty ? nil : parts.joined(separator: "\n")
  }

  private static func closures(_ document: CalibrationDocument) -> String? {
    guard !document.closures.isEmpty else { return nil }
    func time(_ interval: Interval?) -> String {
      interval.map { NumberFormat.time(nanoseconds: $0).text.html } ?? "–"
    }
    let rows = document.closures.map { closure in
      let inside = closure.inside.map { NumberFormat.time(nanoseconds: $0) } ?? "–"
      let residual =
        closure.residual.map { NumberFormat.percent(ratio: $0).text } ?? closure.reason ?? "–"
      return "<tr><td>\(closure.probe.html) \(closure.rung.html)</td>"
        + "<td>\(time(closure.dispatch))</td><td>\(time(closure.program))</td>"
        + "<td>\(inside.html)</td><td>\(residual.html)</td></tr>"
    }
    return "<h2>Outside against inside</h2>\n<table><tr><th>probe</th><th>dispatch</th>"
      + "<th>program</th><th>inside</th><th>difference</th></tr>\n"
      + "\(rows.joined(separator: "\n"))\n</table>"
  }

  /// All of it as text: whatever has no picture is there.
  private static func table(_ document: CalibrationDocument) -> String? {
    "<h2>As text</h2>\n<pre>\(CalibrationTable.render(document).html)</pre>"
  }
}
