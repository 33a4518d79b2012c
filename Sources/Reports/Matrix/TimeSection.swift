// SPDX-License-Identifier: Apache-2.0

import Results

/// Where the time of the run went, and what memory it took.
struct TimeSection {
  let findings: MatrixFindings

  var section: MatrixSection {
    let rows = [
      row("first line after") { $0.bootSeconds }, row("verdicts") { Self.seconds($0, .verdicts) },
      row("costs") { Self.seconds($0, .instructions) },
      row("bare boot") { Self.seconds($0, .bare) },
      row("memory, MiB") { $0.memoryBytes.map { Double($0 >> 20) } },
    ].filter { !$0.isEmpty }
    let grid = MatrixGrid(corner: "seconds", columns: findings.series, rows: rows)
    return MatrixSection(
      heading: "Time and memory", intro: [split, memory].compactMap(\.self),
      grids: rows.isEmpty ? [] : [grid],
      legend: rows.isEmpty
        ? []
        : [
          "First line after: in the boot for verdicts. Verdicts, costs, bare boot: from start to "
            + "end, all boots of that kind together."
        ])
  }

  private func row(_ label: String, _ number: (KernelRun) -> Double?) -> MatrixGrid.Row {
    MatrixGrid.Row(
      label: label, entries: findings.entries { number($0).map { .number($0) } ?? .blank })
  }

  private static func seconds(_ kernel: KernelRun, _ purpose: GuestRun.Purpose) -> Double? {
    let guests = kernel.guests.filter { $0.purpose == purpose }
    return guests.isEmpty ? nil : guests.reduce(0) { $0 + $1.elapsedSeconds }
  }

  private var split: String {
    let split = findings.document.split
    let guests = findings.document.host.guestsAtATime
    let parts = [
      ("booting", split.bootSeconds), ("verdicts", split.verdictSeconds),
      ("costs", split.costSeconds),
    ].filter { $0.1 > 0 }.map { "\($0) \(NumberFormat.elapsed(seconds: $1))" }
    let bare = split.bareBootSeconds.map {
      "; to boot the same kernels with nothing to do takes \(NumberFormat.elapsed(seconds: $0))"
    }
    return "The run took \(NumberFormat.elapsed(seconds: findings.document.elapsedSeconds)). "
      + "Summed over guests, of which \(guests) ran at a time: \(enumeration(parts))\(bare ?? "")."
  }

  private var memory: String? {
    let most = findings.kernels.compactMap(\.memoryBytes).sorted(by: >)
    guard let first = most.first else { return nil }
    let guests = findings.document.host.guestsAtATime
    let mebibytes = NumberFormat.count(first >> 20)
    let together = NumberFormat.fixed(Double(guests) * Double(first >> 20), decimals: 0)
    return "A guest took at most \(mebibytes) MiB of memory"
      + (guests > 1 ? ", \(guests) at a time no more than \(together) MiB." : ".")
  }
}
