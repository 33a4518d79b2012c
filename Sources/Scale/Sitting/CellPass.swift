// SPDX-License-Identifier: Apache-2.0

import Results
import Statistics

/// Something more that a run does with each cell, right after it is weighed.
package protocol CellPass: AnyObject {
  /// Adds its findings to the cell.
  ///
  /// - Throws: What keeps it from running, which makes the cell a failed one.
  func run(
    on cell: inout Cell, _ context: CellContext, random: inout RandomSource
  ) throws(WeighingError)
}

/// A cell that was weighed, for a pass that follows.
package struct CellContext {
  package let entry: CellList.Entry
  package let way: Way
  package let options: MeasureOptions
  package let environment: WeighingEnvironment

  /// Makes loads whose workload nobody watches while it works, and whose reports nobody looks at.
  ///
  /// - Parameters:
  ///   - subject: What is loaded; the cell's own where it is `nil`.
  ///   - way: One of the subject's.
  ///   - cpu: Where the workload runs.
  /// - Throws: What keeps the reader's file from being made.
  package func quietSource(
    _ subject: (any Subject)?, _ way: Way, cpu: Int
  ) throws(WeighingError) -> any CellLoadSource {
    try KernelLoadSource(
      KernelCell(
        subject: subject ?? entry.subject, way: way, workload: entry.workload,
        directory: options.directory, cpu: cpu, isLeftAlone: true, isWitnessed: false))
  }
}
