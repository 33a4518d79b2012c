// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Weighing
import Workloads

/// A probe named on the command line.
struct ProbeArgument: ExpressibleByArgument {
  let probe: WeighedProbe

  init?(argument: String) {
    guard let found = WeighedProbe.all.first(where: { $0.name == argument }) else { return nil }
    probe = found
  }

  /// The names there are; an unknown one is answered with them.
  static var allValueStrings: [String] { WeighedProbe.all.map(\.name) }
}

/// A workload named on the command line.
struct WorkloadArgument: ExpressibleByArgument {
  let workload: Workload

  init?(argument: String) {
    guard let found = Workload.all.first(where: { $0.name == argument }) else { return nil }
    workload = found
  }

  /// The names there are; an unknown one is answered with them.
  static var allValueStrings: [String] { Workload.all.map(\.name) }
}
