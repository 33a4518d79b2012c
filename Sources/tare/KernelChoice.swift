// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Kernels

/// The kernels that a command was asked for, and those that cannot be had.
///
/// One bad file, or one series that cannot be fetched, is no reason to leave the others out.
struct KernelChoice {
  /// Each once, in the order in which they were asked for.
  private(set) var wanted: [WantedKernel] = []

  /// Those that can be booted.
  var kernels: [Kernel] { wanted.compactMap { try? $0.kernel.get() } }

  /// Whether all can be had.
  var isComplete: Bool { wanted.allSatisfy { $0.error == nil } }

  /// Finds what was asked for, and says on standard error what cannot be had.
  ///
  /// - Parameters:
  ///   - files: The user's own.
  ///   - modules: A folder with modules of the one file.
  ///   - series: By name.
  ///   - store: Where to look, and where to fetch to.
  /// - Throws: `interrupted` alone.
  init(
    files: [String], modules: String?, series: [KernelSeries], in store: KernelStore
  ) throws(KernelsError) {
    for file in files {
      try add(file) { () throws(KernelsError) in try store.kernel(file: file, modules: modules) }
    }
    for series in series {
      try add("\(series)") { () throws(KernelsError) in try store.kernel(series) }
    }
  }

  private mutating func add(
    _ name: String, _ find: () throws(KernelsError) -> Kernel
  ) throws(KernelsError) {
    let found = try WantedKernel(name, find)
    if wanted.contains(where: { $0.name == name || $0.kernel == found.kernel }) { return }
    wanted.append(found)
    if let error = found.error { Terminal.complain(error.description) }
  }

  /// Every series that the mirror has; where it does not answer, those in the cache.
  static func allSeries(in store: KernelStore) throws(KernelsError) -> [KernelSeries] {
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

/// A series on the command line, or all of them.
enum SeriesArgument: ExpressibleByArgument {
  case all
  case one(KernelSeries)

  init?(argument: String) {
    if argument == "all" {
      self = .all
    } else {
      guard let series = KernelSeries(argument: argument) else { return nil }
      self = .one(series)
    }
  }

  /// The one series that is meant.
  var series: KernelSeries? { if case .one(let series) = self { series } else { nil } }

  /// Whether all are meant.
  var isAll: Bool { series == nil }
}
