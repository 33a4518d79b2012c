// SPDX-License-Identifier: Apache-2.0

import Results
import Statistics

/// The report of `tare calibrate` for a terminal of 80 columns.
public enum CalibrationTable {
  /// Lays a document out as text.
  ///
  /// - Parameters:
  ///   - document: Of one run.
  ///   - style: Whether to colour it.
  /// - Returns: Lines of at most 80 columns, each ending in a line feed.
  public static func render(_ document: CalibrationDocument, style: Style = .plain) -> String {
    var lines = preamble(document).flatMap { Paragraph(text: $0, indent: 2).lines }
    let sections = [
      hooks(document, style), closures(document, style), checks(document, style),
      failures(document, style),
    ]
    for section in sections where !section.isEmpty { lines += [""] + section }
    return lines.map { "\($0.trimmedEnd)\n" }.joined()
  }

  private static func preamble(_ document: CalibrationDocument) -> [String] {
    let machine = document.machine
    let place = machine.virtualization.map { ", virtual (\($0))" } ?? ""
    var texts = [
      "Linux \(machine.kernelRelease) on \(machine.cpuModel), \(machine.cpuCount) CPUs\(place); "
        + "\(document.quick ? "quick, " : "")"
        + "\(NumberFormat.elapsed(seconds: document.elapsedSeconds)), seed \(document.seed)"
    ]
    if let load = machine.loadAverage.first, load >= 0.5 {
      texts.append(
        "The machine was busy (load \(NumberFormat.fixed(load, decimals: 1))): what fails here may "
          + "hold on a quiet one.")
    }
    if document.interrupted { texts.append("Interrupted: what was not reached is missing.") }
    return texts
  }

  // MARK: The lines

  private static func checks(_ document: CalibrationDocument, _ style: Style) -> [String] {
    guard !document.lines.isEmpty else { return [] }
    var lines = [style.paint("WHAT THE SCALE MUST REACH", .strong)]
    for line in document.lines {
      let (word, tone): (String, Style.Tone) =
        switch line.verdict {
        case .holds: ("holds", .good)
        case .fails: ("FAILS", .bad)
        case .unknown: ("?", .doubtful)
        }
      let text = "\(line.name): \(line.found) (wanted: \(line.target))"
      let paragraph = Paragraph(text: text, lead: word.padded(to: 7), indent: 7).lines
      lines += [style.paint(String(paragraph[0].prefix(7)), tone) + paragraph[0].dropFirst(7)]
      lines += paragraph.dropFirst()
      if let note = line.note {
        let lead = "".padded(to: 7)
        lines += Paragraph(text: note, lead: lead, indent: 7).lines.map { style.paint($0, .faint) }
      }
    }
    let held = document.lines.count { $0.verdict == .holds }
    return lines + ["", "\(held) of \(document.lines.count) lines hold here."]
  }

  // MARK: The hooks

  private static func hooks(_ document: CalibrationDocument, _ style: Style) -> [String] {
    guard !document.hooks.isEmpty else { return [] }
    var lines = [style.paint("HOOKS: what an empty program costs, for each event", .strong)]
    for hook in document.hooks { lines += row(hook, named: hook.kind) }
    if let path = document.systemCallPath {
      lines += row(path, named: "any tracepoint on system calls, to each system call")
    }
    return lines
  }

  private static func row(_ hook: HookPrice, named name: String) -> [String] {
    let price =
      hook.nanoseconds.map { NumberFormat.time(nanoseconds: $0).text }
      ?? "cannot be had: \(hook.reason ?? "not weighed")"
    let indent = max(18, name.count + 4)
    return Paragraph(text: price, lead: "  \(name.padded(to: indent - 4))  ", indent: 18).lines
  }

  // MARK: The probes

  private static func closures(_ document: CalibrationDocument, _ style: Style) -> [String] {
    guard !document.closures.isEmpty else { return [] }
    var lines = [
      style.paint("PROBES: outside = dispatch + program; program against inside", .strong),
      "  " + "probe".padded(to: 26) + "dispatch".aligned(to: 10) + "program".aligned(to: 10)
        + "inside".aligned(to: 10) + "difference".aligned(to: 18),
    ]
    for closure in document.closures {
      let name = "  \(closure.probe) \(closure.rung)".cut(to: 27).padded(to: 28)
      guard let program = closure.program, let dispatch = closure.dispatch else {
        lines += Paragraph(text: closure.reason ?? "not weighed", lead: name, indent: 28).lines
        continue
      }
      lines.append(
        name + NumberFormat.time(nanoseconds: dispatch.estimate).aligned(to: 10)
          + NumberFormat.time(nanoseconds: program.estimate).aligned(to: 10)
          + (closure.inside.map { NumberFormat.time(nanoseconds: $0) } ?? "–").aligned(to: 10)
          + (closure.residual.map { NumberFormat.percent(ratio: $0).text } ?? "–").aligned(to: 18))
    }
    return lines
  }

  private static func failures(_ document: CalibrationDocument, _ style: Style) -> [String] {
    document.failures.flatMap { failure in
      Paragraph(text: "Not done: \(failure)", indent: 2).lines.map { style.paint($0, .bad) }
    }
  }
}
