// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Probes

/// The tools there are: the command and the probe behind each.
struct Tool {
  let command: any ParsableCommand.Type
  let probe: any FilteredProbe

  /// The name on the command line.
  var name: String { probe.name }
  /// What it answers.
  var question: String { command.configuration.abstract }

  static let all: [Tool] = [
    Tool(command: OpensnoopCommand.self, probe: Opensnoop()),
    Tool(command: ExecsnoopCommand.self, probe: Execsnoop()),
    Tool(command: BiolatencyCommand.self, probe: Biolatency()),
    Tool(command: Ext4slowerCommand.self, probe: Ext4slower()),
    Tool(command: SyscountCommand.self, probe: Syscount()),
    Tool(command: RunqlatCommand.self, probe: Runqlat()),
    Tool(command: BiosnoopCommand.self, probe: Biosnoop()),
    Tool(command: OffcputimeCommand.self, probe: Offcputime()),
    // A function that every kernel has; programs take the rung `uprobe`.
    Tool(command: FunclatencyCommand.self, probe: Funclatency(.kernel(["vfs_read"]))),
  ]

  /// The tool of that name.
  static func named(_ name: String) -> Tool? { all.first { $0.name == name } }
}
