// SPDX-License-Identifier: Apache-2.0

import Results

/// A matrix as its reports look at it: by probe, rung and series.
struct MatrixFindings {
  /// A probe and all its rungs that any kernel has a cell for.
  struct Ladder {
    let probe: String
    let rungs: [String]
  }

  let document: MatrixDocument
  /// In the order in which the cells come.
  let ladders: [Ladder]

  init(_ document: MatrixDocument) {
    self.document = document
    ladders = document.kernels.flatMap(\.cells).grouped(by: \.probe).map { cells in
      Ladder(probe: cells[0].probe, rungs: cells.map(\.rung).unique)
    }
  }

  var kernels: [KernelRun] { document.kernels }
  var series: [String] { kernels.map(\.series) }
  /// The weighed kernels of one flavour, that of the first: they differ in their series only.
  var weighedAlike: [KernelRun] {
    let weighed = kernels.filter { !$0.hooks.isEmpty }
    guard let flavour = weighed.first.map({ SeriesList.flavour($0.series) }) else { return [] }
    return weighed.filter { SeriesList.flavour($0.series) == flavour }
  }
  var cells: [MatrixCell] { kernels.flatMap(\.cells) }

  /// `5.10, 6.1 to 6.12`
  func list(_ series: [String]) -> String { SeriesList(series: series, all: self.series).text }

  /// An entry for each kernel.
  func entries(_ entry: (KernelRun) -> MatrixGrid.Entry) -> [MatrixGrid.Entry] {
    kernels.map(entry)
  }

  /// The entry where a kernel has no such cell; a kernel that failed has none at all.
  func missing(on kernel: KernelRun) -> MatrixGrid.Entry {
    kernel.failure != nil && kernel.cells.isEmpty ? .verdict(.failed) : .absent
  }

  /// The verdict on the probe's best rung: the best verdict that any of its rungs has.
  func best(_ probe: String, on kernel: KernelRun) -> MatrixGrid.Entry {
    let verdicts = Set(kernel.cells.filter { $0.probe == probe }.map(\.verdict))
    let order: [MatrixCell.Verdict] = [.exact, .lossy, .wrong, .failed, .unsupported]
    guard let best = order.first(where: verdicts.contains) else { return missing(on: kernel) }
    return .best(best, rung: kernel.bestRung(of: probe))
  }
}
