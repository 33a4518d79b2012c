// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Kernels

/// The kernels that a command was asked for, and those that cannot be had.
///
/// One bad file, or one series that cannot be fetched, is no reason to leave the others out.
struct KernelChoice {
  /// A kernel that cannot be had.
  struct Missing {
    /// The series or the file, as the user named it.
    let name: String
    let error: KernelsError
  }

  /// Those that can be booted, in the order in which they were asked for.
  private(set) var kernels: [Kernel] = []
  /// The others.
  private(set) var missing: [Missing] = []

  /// Finds what was asked for, and says on standard error what cannot be had.
  ///
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
    do throws(KernelsError) {
      let kernel = try find()
      if !kernels.contains(kernel) { kernels.append(kernel) }
    } catch {
      if error == .interrupted { throw error }
      if missing.contains(where: { $0.name == name }) { return }
      missing.append(Missing(name: name, error: error))
      Terminal.complain(error.description)
    }
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
