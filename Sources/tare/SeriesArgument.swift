// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Kernels

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
