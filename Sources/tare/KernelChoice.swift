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
  ///   - names: By series and flavour.
  ///   - store: Where to look, and where to fetch to.
  /// - Throws: `interrupted` alone.
  init(
    files: [String], modules: String?, names: [KernelName], in store: KernelStore
  ) throws(KernelsError) {
    for file in files {
      try add(file) { () throws(KernelsError) in try store.kernel(file: file, modules: modules) }
    }
    for name in names {
      try add("\(name)") { () throws(KernelsError) in try store.kernel(name) }
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

  /// Every kernel of these flavours that the mirror has; where it does not answer, those in the
  /// cache.
  static func all(
    of flavours: [KernelFlavour], in store: KernelStore
  ) throws(KernelsError) -> [KernelName] {
    let known: [KernelName]
    do throws(KernelsError) {
      let catalogue = try store.catalogue()
      if let reason = catalogue.staleBecause {
        Terminal.complain("the list of kernels is not the newest: \(reason)")
      }
      known = catalogue.kernels.map(\.name)
    } catch {
      known = Set(store.cached.filter { $0.origin.isPackage }.map(\.name)).sorted()
      if error == .interrupted || known.isEmpty { throw error }
      Terminal.complain("\(error); going on with what is in the cache")
    }
    return known.filter { flavours.contains($0.flavour) }
  }
}

extension Kernel.Origin {
  fileprivate var isPackage: Bool {
    if case .package = self { true } else { false }
  }
}
