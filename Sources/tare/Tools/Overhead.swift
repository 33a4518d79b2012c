// SPDX-License-Identifier: Apache-2.0

/// The section of a tool's help on the costs of its probe.
enum Overhead {
  private static let width = 80

  /// The section with its title, in lines of 80 columns.
  static func section(of probe: String, here: OwnCosts) -> String {
    (["OVERHEAD:"] + paragraphs(of: probe, here: here).flatMap { lines(of: $0) })
      .joined(separator: "\n")
  }

  /// The paragraphs of the section; one that says so where results/ holds nothing of the probe.
  static func paragraphs(of probe: String, here: OwnCosts) -> [String] {
    let counted = KnownCosts.counted(probe)
    let sentences = Self.sentences(of: probe, here: here)
    let invitation = "`tare afford \(probe) --weigh` weighs it on this machine."
    guard !sentences.isEmpty || !counted.isEmpty else {
      return ["The results that came with this build hold nothing of \(probe). \(invitation)"]
    }
    return sentences + instructions(counted) + (here.measured.isEmpty ? [invitation] : [])
  }

  /// The costs in nanoseconds: of this machine first, then those of others, each with its machine.
  static func sentences(of probe: String, here: OwnCosts) -> [String] {
    here.measured.map { "Weighed on this machine, \($0.place): \($0.text)" }
      + [here.trouble].compactMap(\.self)
      + KnownCosts.measured(probe).map { "Measured on \($0.place): \($0.text)" }
  }

  /// The costs in instructions: a paragraph for the oldest kernel and one for the newest.
  private static func instructions(_ counted: [KnownCosts.Counted]) -> [String] {
    let series = counted.map(\.series).reduce(into: [String]()) {
      if $0.last != $1 { $0.append($1) }
    }
    let ends = series.count > 1 ? [series.first, series.last] : [series.first]
    return ends.compactMap { $0 }.map { name in
      let parts = counted.filter { $0.series == name }.map { cost in
        "\(whole(cost.event)) on \(cost.rung)"
          + (cost.bystander.map { " (\(whole($0)) for every other system call)" } ?? "")
      }
      return "Instructions an event, counted in an emulator with Linux \(name): "
        + "\(parts.joined(separator: ", "))."
    }
  }

  static func whole(_ number: Double) -> String { "\(Int(number.rounded()))" }

  /// Wraps a text to the help's width, indented.
  static func lines(of text: String) -> [String] {
    var lines: [String] = []
    var line = " "
    for word in text.split(separator: " ") {
      if line.count + 1 + word.count > width {
        lines.append(line)
        line = " "
      }
      line += " \(word)"
    }
    return lines + [line]
  }
}
