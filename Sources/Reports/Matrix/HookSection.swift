// SPDX-License-Identifier: Apache-2.0

import Results

/// The section on the cost of an empty program on each kind of hook, and its change between series.
struct HookSection {
  let findings: MatrixFindings

  /// Pairs of hooks that see equal events, the dearer one first.
  private static let rivals = [
    ("kprobe", "fentry"), ("kretprobe", "fexit"), ("tracepoint", "raw_tracepoint"),
    ("uretprobe", "uprobe"),
  ]

  /// The section; `nil` where no hook was weighed.
  var section: MatrixSection? {
    guard findings.kernels.contains(where: { !$0.hooks.isEmpty }) else { return nil }
    let base = MatrixGrid.Row(
      label: "getppid itself", entries: findings.entries { $0.base.map { .number($0) } ?? .absent })
    let rows = [base].filter { !$0.isEmpty } + names.flatMap(rows)
    return MatrixSection(
      heading: "What an empty program costs on each kind of hook, in guest instructions",
      grids: [MatrixGrid(corner: "hook", columns: findings.series, rows: rows)],
      legend: [
        "Added to one getppid; by uprobes, to one call of an empty function. Bystander: added to "
          + "one that the hook does not watch. Where the kernel refuses to attach it there is no "
          + "number; its reason is below."
      ], items: comparisons + changes)
  }

  private var names: [String] { findings.kernels.flatMap(\.hooks).map(\.hook).unique }

  private func rows(_ name: String) -> [MatrixGrid.Row] {
    let hooks = findings.kernels.map { $0.hook(name) }
    func part(_ label: String, _ number: (MatrixHook) -> Double?) -> MatrixGrid.Row {
      MatrixGrid.Row(
        label: label, isPart: true,
        entries: hooks.map { $0.flatMap(number).map { .number($0) } ?? .blank })
    }
    let entries = hooks.map { hook -> MatrixGrid.Entry in
      if let number = hook?.instructions { return .number(number) }
      return hook?.reason == nil ? .absent : .verdict(.unsupported)
    }
    return [MatrixGrid.Row(label: name, entries: entries)]
      + [
        part("bystander") { $0.bystander }, part("spread") { $0.agrees == false ? $0.spread : nil },
      ].filter { !$0.isEmpty }
  }

  /// The ratio of rival hooks, on the oldest and the newest series that have both.
  private var comparisons: [MatrixSection.Item] {
    Self.rivals.compactMap { dear, cheap in
      let ratios = findings.weighedAlike.compactMap { kernel -> String? in
        guard let dear = kernel.hook(dear)?.instructions,
          let cheap = kernel.hook(cheap)?.instructions, cheap > 0
        else { return nil }
        let (one, other) = (NumberFormat.instructions(dear), NumberFormat.instructions(cheap))
        let ratio = NumberFormat.fixed(dear / cheap, decimals: 1)
        return "\(ratio) times on \(kernel.series) (\(one) against \(other))"
      }
      guard let text = Self.ends(ratios) else { return nil }
      return MatrixSection.Item(head: "\(dear) against \(cheap)", text: text)
    }
  }

  /// From the oldest series that has a number to the newest.
  private var changes: [MatrixSection.Item] {
    names.compactMap { name in
      let known = findings.weighedAlike.compactMap { kernel in
        kernel.hook(name)?.instructions.map { (series: kernel.series, number: $0) }
      }
      guard let first = known.first, let last = known.last, known.count > 1 else { return nil }
      let text =
        "\(NumberFormat.instructions(first.number)) on \(first.series), "
        + "\(NumberFormat.instructions(last.number)) on \(last.series) "
        + "(\(Self.change(last.number - first.number)))"
      return MatrixSection.Item(head: name, text: text)
    }
  }

  private static func change(_ instructions: Double) -> String {
    guard abs(instructions) >= 0.001 else { return "no change" }
    return (instructions > 0 ? "+" : "") + NumberFormat.instructions(instructions)
  }

  private static func ends(_ texts: [String]) -> String? {
    guard let first = texts.first, let last = texts.last else { return nil }
    return texts.count == 1 ? first : "\(first), \(last)"
  }
}
