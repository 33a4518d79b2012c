// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Subjects
import Workloads

/// A probe named on the command line.
struct ProbeArgument: ExpressibleByArgument {
  let probe: any ProbeSubject

  init?(argument: String) {
    guard let found = Catalogue.probe(named: argument) else { return nil }
    probe = found
  }

  /// The known names, with which an unknown one is answered.
  static var allValueStrings: [String] { Catalogue.probes.map(\.name) }
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
