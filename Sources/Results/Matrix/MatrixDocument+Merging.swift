// SPDX-License-Identifier: Apache-2.0

extension MatrixDocument {
  /// The document with the kernels that `other` holds too.
  ///
  /// Where both hold a kernel, the run that began later counts, whole: cells of two runs of a
  /// kernel are never mixed. What is said of the run itself (version, command, host, times) is that
  /// of the document that began later. Merging a document with itself changes nothing, and the
  /// order of the two matters only when both began in the same second; then `other` counts.
  public func merging(_ other: MatrixDocument) -> MatrixDocument {
    let (older, newer) = other.startedAt < startedAt ? (other, self) : (self, other)
    var merged = newer
    merged.kernels = older.kernels.filter { kernel in
      newer.kernel(kernel.series).map { $0.startedAt < kernel.startedAt } ?? true
    }
    let kept = Set(merged.kernels.map(\.series))
    merged.interrupted = newer.interrupted || (older.interrupted && !kept.isEmpty)
    merged.kernels += newer.kernels.filter { !kept.contains($0.series) }
    merged.kernels.sort(by: KernelRun.isOlder)
    return merged
  }
}
