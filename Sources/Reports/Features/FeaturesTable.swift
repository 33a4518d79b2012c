// SPDX-License-Identifier: Apache-2.0

import Results

/// The report of `tare features` for a terminal of 80 columns, a section a kind of feature.
public enum FeaturesTable {
  /// Lays a document out as text.
  ///
  /// - Parameters:
  ///   - document: One kernel or several.
  ///   - style: Whether to colour it.
  /// - Returns: Lines of at most 80 columns, each ending in a line feed.
  public static func render(_ document: FeaturesDocument, style: Style = .plain) -> String {
    ruled(document.kernels.map { lines($0, style) })
  }

  private static func lines(_ kernel: KernelFeatures, _ style: Style) -> [String] {
    let title = "Linux \(kernel.release) \(kernel.architecture), \(kernel.origin)"
    var lines = Paragraph(text: title, indent: 2).lines
    if let failure = kernel.failure {
      return lines
        + Paragraph(text: failure, lead: "  ", indent: 2).lines.map { style.paint($0, .bad) }
    }
    if !kernel.missingCapabilities.isEmpty {
      let text =
        "\(enumeration(kernel.missingCapabilities)) missing: what needs it could not be tried; "
        + "run it as root, for example with sudo"
      lines += Paragraph(text: text, lead: "  ", indent: 2).lines.map { style.paint($0, .doubtful) }
    }
    for section in sections(kernel, style) where !section.lines.isEmpty {
      lines += ["", style.paint(section.title, .strong)] + section.lines
    }
    return lines + [""] + legend(kernel, style)
  }

  private static func sections(
    _ kernel: KernelFeatures, _ style: Style
  ) -> [(title: String, lines: [String])] {
    let rows = FeatureRows(style: style)
    return [
      (
        "PROBES: the rung that each takes, and what the kernel says of the others",
        rows.ladders(kernel.probes)
      ), ("PROGRAMS of \(kernel.object ?? ""), each loaded by itself", rows.rows(kernel.programs)),
      ("HOOKS: a program attached, the event caused", rows.rows(kernel.hooks)),
      ("PROGRAM TYPES", rows.grouped(kernel.programTypes)),
      ("MAP TYPES", rows.grouped(kernel.mapTypes)), ("HELPERS", rows.grouped(kernel.helpers)),
      ("TRACEPOINTS AND FUNCTIONS", rows.targets(kernel.targets)),
      ("FIELDS that are read by the kernel's own types", rows.fields(kernel.fields)),
      ("SETTINGS", rows.settings(kernel.settings)),
    ]
  }

  private static func legend(_ kernel: KernelFeatures, _ style: Style) -> [String] {
    var texts = ["no: the reason is the kernel's. ?: could not tell; the reason is tare's."]
    if kernel.all.contains(where: \.isDisputed) {
      texts.append("≠: a hint that says otherwise. What was tried counts.")
    }
    if kernel.targets.contains(where: { $0.facts.contains { $0.name == "whole" } }) {
      texts.append(
        "A function that the compiler inlined into some of its callers still looks whole: only "
          + "counting events shows it (tare matrix).")
    }
    return texts.flatMap { Paragraph(text: $0, indent: 2).lines.map { style.paint($0, .faint) } }
  }
}
