// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Compatibility
import Kernels
import Weighing

/// The command line.
@main
struct Tare: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tare",
    abstract: "Weighs eBPF probes: what they cost, where they work, and whether they saw it all.",
    version: Version.current,
    subcommands: [
      Measure.self, Report.self, FeaturesCommand.self, KernelsCommand.self, MatrixCommand.self,
    ],
    groupedSubcommands: [
      CommandGroup(
        name: "Tools",
        subcommands: [
          OpensnoopCommand.self, ExecsnoopCommand.self, BiolatencyCommand.self,
          Ext4slowerCommand.self, SyscountCommand.self, RunqlatCommand.self,
          BiosnoopCommand.self, OffcputimeCommand.self, FunclatencyCommand.self,
        ])
    ])

  /// As the first process of a guest there is no command line to read.
  static func main() {
    if GuestMain.isGuest {
      GuestMain.run(GuestJobs.handlers.merging(FeatureGuest.handlers) { $1 })
    }
    main(nil)
  }
}
