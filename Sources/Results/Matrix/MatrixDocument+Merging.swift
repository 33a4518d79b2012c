// SPDX-License-Identifier: Apache-2.0

extension MatrixDocument {
  /// The document with the kernels that `other` holds too.
  ///
  /// Of a kernel that both hold, the later run counts, whole; what is said of the run itself is
  /// that of the later document. Of two that began in the same second `other` counts. Merging a
  /// document with itself changes nothing.
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
