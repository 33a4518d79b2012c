// SPDX-License-Identifier: Apache-2.0

import Results

/// The sections on reasons: why cells are not exact or not weighed, and the complaints of kernels.
/// Each reason is printed once.
struct MatrixReasons {
  /// A text of the document on a cell, or on a kernel as a whole.
  private struct Remark {
    let series: String
    /// The cell; `nil` for the kernel as a whole.
    let cell: String?
    let text: String
  }

  /// The longest reason that is printed; the document has all of it.
  private static let longest = 480

  let findings: MatrixFindings

  /// One section for each kind of reason that there is.
  var sections: [MatrixSection] {
    [
      section("Refused by the kernel", remarks(of: .unsupported) + hooks),
      section("Events lost or wrong", remarks(of: .lossy) + remarks(of: .wrong)),
      section("Cells that failed", failures),
      section("Not weighed, although it was asked for", unweighed),
      section("What kernels complained of", complaints),
    ].compactMap(\.self) + [broken].compactMap(\.self)
  }

  private func remarks(of verdict: MatrixCell.Verdict) -> [Remark] {
    cells { $0.verdict == verdict ? [Self.reason($0)] : [] }
  }

  private func cells(_ texts: (MatrixCell) -> [String]) -> [Remark] {
    findings.kernels.flatMap { kernel in
      kernel.cells.flatMap { cell in
        texts(cell).map { Remark(series: kernel.series, cell: cell.id, text: $0) }
      }
    }
  }

  private var hooks: [Remark] {
    findings.kernels.flatMap { kernel in
      kernel.hooks.compactMap { hook in
        hook.reason.map {
          Remark(series: kernel.series, cell: "empty program on \(hook.hook)", text: $0)
        }
      }
    }
  }

  /// Failed cells, without those that only repeat their kernel's failure.
  private var failures: [Remark] {
    let known = Set(findings.kernels.compactMap(\.failure))
    return remarks(of: .failed).filter { !known.contains($0.text) }
  }

  private var unweighed: [Remark] {
    let kernels = findings.kernels.compactMap { kernel in
      kernel.costFailure.map { Remark(series: kernel.series, cell: nil, text: $0) }
    }
    let known = Set(kernels.map(\.text))
    return kernels
      + cells { cell in [cell.costFailure].compactMap(\.self).filter { !known.contains($0) } }
  }

  private var complaints: [Remark] {
    let cells = cells(\.consoleFindings)
    let rest = findings.kernels.flatMap { kernel in
      let known = Set(kernel.cells.flatMap(\.consoleFindings))
      return kernel.consoleFindings.filter { !known.contains($0) }
        .map { Remark(series: kernel.series, cell: nil, text: $0) }
    }
    return cells + rest
  }

  /// The reason, what was lost or wrong, and each check that failed.
  static func reason(_ cell: MatrixCell) -> String {
    var parts = [cell.reason ?? cell.fidelity?.note].compactMap(\.self)
    if let fidelity = cell.fidelity, fidelity.lost + fidelity.wrong > 0 {
      let counts = [(fidelity.lost, "lost"), (fidelity.wrong, "wrong")].filter { $0.0 > 0 }
      parts.append(
        enumeration(counts.map { "\(NumberFormat.count($0)) \($1)" })
          + " of \(NumberFormat.count(fidelity.caused)) events")
    }
    parts += cell.checks.filter { !$0.passed }.map { check in
      "\(check.name)\(check.detail.map { ": \($0)" } ?? " are not as they should be")"
    }
    return parts.isEmpty ? "no reason was given" : parts.joined(separator: "; ")
  }
}

extension MatrixReasons {
  private func section(_ heading: String, _ remarks: [Remark]) -> MatrixSection? {
    guard !remarks.isEmpty else { return nil }
    let items = remarks.grouped(by: \.text.cleaned).map { same in
      MatrixSection.Item(head: places(same), text: same[0].text.cleaned.cut(to: Self.longest))
    }
    return MatrixSection(heading: heading, items: items)
  }

  /// `opensnoop/fexit on 5.10 to 6.1; every cell on 6.12`
  private func places(_ remarks: [Remark]) -> String {
    let whole = findings.kernels.filter { kernel in
      let ids = Set(remarks.filter { $0.series == kernel.series }.compactMap(\.cell))
      return kernel.cells.count > 1 && ids.isSuperset(of: kernel.cells.map(\.id))
    }.map(\.series)
    var places = whole.isEmpty ? [] : ["every cell on \(findings.list(whole))"]
    places += remarks.filter { !whole.contains($0.series) }.grouped(by: \.cell).map { same in
      let list = findings.list(same.map(\.series))
      return same[0].cell.map { "\($0) on \(list)" } ?? list
    }
    return places.joined(separator: "; ")
  }

  private static func name(_ kernel: KernelRun) -> String {
    let name = kernel.release ?? kernel.origin
    return name == kernel.series ? name : "\(kernel.series) (\(name))"
  }

  /// Kernels that did not boot, hung or panicked, with the end of their console.
  private var broken: MatrixSection? {
    let kernels = findings.kernels.filter { $0.failure != nil || $0.consoleEnd != nil }
    guard !kernels.isEmpty else { return nil }
    let items = kernels.map { kernel in
      let lines = (kernel.consoleEnd ?? "").split(whereSeparator: \.isNewline)
      return MatrixSection.Item(
        head: Self.name(kernel),
        text: kernel.failure ?? "the end of the console of a boot that failed",
        console: lines.suffix(12).map { String($0).cleaned })
    }
    return MatrixSection(heading: "Kernels that failed", items: items)
  }
}
