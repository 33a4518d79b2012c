// SPDX-License-Identifier: Apache-2.0

import Kernels
import Results
import Weighing

/// The kernels of a run: those that can be booted, and those that could not be had.
struct MatrixKernels {
  private(set) var bootable: [Kernel] = []
  /// As failures of their own: the others go on without them.
  private(set) var missing: [KernelRun] = []

  /// Looks for kernels.
  ///
  /// - Parameters:
  ///   - files: The user's own.
  ///   - modules: A folder with modules of the one file.
  ///   - series: By name; all that there are where neither names one.
  ///   - store: Where to look, and where to fetch to.
  /// - Throws: What is wrong with a file or the name of a series, what ends every run, and the first
  ///   reason where no kernel could be had.
  init(
    files: [String], modules: String?, series: [KernelSeries], in store: KernelStore
  ) throws(KernelsError) {
    for file in files { bootable.append(try store.kernel(file: file, modules: modules)) }
    var wanted = series
    if wanted.isEmpty, files.isEmpty { wanted = try Self.all(in: store) }
    var first: KernelsError?
    for series in wanted {
      do throws(KernelsError) { bootable.append(try store.kernel(series)) } catch {
        switch error {
        case .interrupted, .unknownSeries, .missingTool: throw error
        default: break
        }
        Terminal.complain("\(series): \(error)")
        missing.append(Self.missing(series, error))
        first = first ?? error
      }
    }
    if let first, bootable.isEmpty { throw first }
  }

  private static func missing(_ series: KernelSeries, _ error: KernelsError) -> KernelRun {
    KernelRun(
      series: "\(series)", origin: "none", startedAt: Timestamp.now(),
      failure: error.description)
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

extension Kernel.Origin {
  fileprivate var isPackage: Bool {
    if case .package = self { true } else { false }
  }
}
