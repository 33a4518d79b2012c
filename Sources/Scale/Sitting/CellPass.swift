// SPDX-License-Identifier: Apache-2.0

import Results
import Statistics

/// A pass over each cell right after it is weighed.
package protocol CellPass: AnyObject {
  /// Adds its findings to the cell, which becomes `failed` where it throws.
  func run(
    on cell: inout Cell, _ context: CellContext, random: inout RandomSource
  ) throws(WeighingError)
}

/// A cell that was weighed, as a pass needs it.
package struct CellContext {
  package let entry: CellList.Entry
  package let way: Way
  package let options: MeasureOptions
  package let environment: WeighingEnvironment

  /// Makes a source of loads without a witness, whose other CPU is idle while the workload runs.
  package func quietSource(
    _ subject: (any Subject)?, _ way: Way, cpu: Int
  ) throws(WeighingError) -> any CellLoadSource {
    try KernelLoadSource(
      KernelCell(
        subject: subject ?? entry.subject, way: way, workload: entry.workload,
        directory: options.directory, cpu: cpu, sleepsWhileWaiting: true, isWitnessed: false))
  }
}
