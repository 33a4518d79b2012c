// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Kernels

/// The kernels that a command was asked for, also those that cannot be had. One bad file or series
/// leaves the others as they are.
struct KernelChoice {
  /// Each kernel once, in the order asked for.
  private(set) var wanted: [WantedKernel] = []

  /// The kernels that can be booted.
  var kernels: [Kernel] { wanted.compactMap { try? $0.kernel.get() } }

  /// Whether every kernel can be had.
  var isComplete: Bool { wanted.allSatisfy { $0.error == nil } }

  /// Finds the user's files, where `modules` are those of the one file, and named kernels in the
  /// cache or the mirror. Tells why one cannot be had; throws `interrupted` alone.
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

  /// The kernels of these flavours that the mirror has; those in the cache where it does not answer.
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
