// SPDX-License-Identifier: Apache-2.0

import Probes

/// The built-in probes, in the order in which they are shown.
package enum Catalogue {
  /// A line for each probe, and one more where it is weighed on another kind of target.
  package static let probes: [any ProbeSubject] = [
    SyscountSubject(),
    OpensnoopSubject(),
    ExecsnoopSubject(),
    BiolatencySubject(),
    Ext4slowerSubject(),
    BiosnoopSubject(),
    RunqlatSubject(),
    OffcputimeSubject(),
    TcplifeSubject(),
    FunclatencySubject.kernelFunction,
    FunclatencySubject.userFunction(),
  ]

  /// The probes that are tools.
  package static let tools: [ToolKind] = probes.compactMap(\.tool)

  /// Finds a tool by its name.
  package static func tool(named name: String) -> ToolKind? { tools.first { $0.name == name } }

  /// Finds a probe by its name.
  package static func probe(named name: String) -> (any ProbeSubject)? {
    probes.first { $0.name == name }
  }
}
