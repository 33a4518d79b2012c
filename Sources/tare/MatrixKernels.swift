// SPDX-License-Identifier: Apache-2.0

import Compatibility
import Kernels

/// The kernels of a run. One that cannot be had is a failed kernel of the document; the others go on.
struct MatrixKernels {
  private(set) var kernels: [MatrixKernel] = []

  /// Whether all can be had.
  var isComplete: Bool { kernels.allSatisfy { $0.error == nil } }

  /// Looks for kernels, and says on standard error which cannot be had.
  ///
  /// - Parameters:
  ///   - files: The user's own.
  ///   - modules: A folder with modules of the one file.
  ///   - series: By name; all that there are where neither names one.
  ///   - store: Where to look, and where to fetch to.
  /// - Throws: `interrupted`, and the first reason where no kernel can be had.
  init(
    files: [String], modules: String?, series: [KernelSeries], in store: KernelStore
  ) throws(KernelsError) {
    for file in files {
      try add(file) { () throws(KernelsError) in try store.kernel(file: file, modules: modules) }
    }
    let wanted = series.isEmpty && files.isEmpty ? try Self.all(in: store) : series
    for series in wanted {
      try add("\(series)") { () throws(KernelsError) in try store.kernel(series) }
    }
    let errors = kernels.compactMap(\.error)
    if let first = errors.first, errors.count == kernels.count { throw first }
    for error in errors { Terminal.complain("\(error)") }
  }

  /// What is asked for twice is there once.
  private mutating func add(
    _ name: String, _ get: () throws(KernelsError) -> Kernel
  ) throws(KernelsError) {
    let kernel = try MatrixKernel(name, get)
    if !kernels.contains(where: { $0.kernel == kernel.kernel }) { kernels.append(kernel) }
  }

  /// Every series that the mirror has; where it does not answer, those in the cache.
  private static func all(in store: KernelStore) throws(KernelsError) -> [KernelSeries] {
    do throws(KernelsError) {
      let catalogue = try store.catalogue()
      if let reason = catalogue.staleBecause {
        Terminal.complain("the list of kernels is not the newest: \(reason)")
      }
      return catalogue.kernels.map(\.series)
    } catch {
      let cached = store.cached.filter { $0.origin.isPackage }.map(\.series)
      if error == .interrupted || cached.isEmpty { throw error }
      Terminal.complain("\(error); going on with what is in the cache")
      return Set(cached).sorted()
    }
  }
}

extension MatrixKernel {
  /// Why it cannot be had.
  fileprivate var error: KernelsError? {
    if case .failure(let error) = kernel { error } else { nil }
  }
}

extension Kernel.Origin {
  fileprivate var isPackage: Bool {
    if case .package = self { true } else { false }
  }
}
