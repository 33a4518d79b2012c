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
      CalibrateCommand.self, AffordCommand.self, TopCommand.self,
    ],
    groupedSubcommands: [
      CommandGroup(
        name: "Tools",
        subcommands: Tool.all.map(\.command) + [
          ProbesCommand.self, FloorCommand.self, ObjectsCommand.self, ManualCommand.self,
          KnownCostsCommand.self,
        ]
      )
    ])

  /// As the first process of a guest there is no command line to read.
  static func main() {
    if GuestMain.isGuest {
      GuestMain.run(
        GuestJobs.handlers.merging(FeatureGuest.handlers) { $1 }
          .merging(WeightGuest.handlers) { $1 })
    }
    do {
      var command = try parseAsRoot()
      try command.run()
    } catch {
      if exitCode(for: error).isSuccess, let tool = Self.toolWhoseHelpIsAskedFor {
        print(fullMessage(for: error))
        print("\n\(Overhead.section(of: tool.name))")
        exit()
      }
      exit(withError: error)
    }
  }

  /// Of `tare TOOL --help` and `tare help TOOL`.
  private static var toolWhoseHelpIsAskedFor: Tool? {
    let words = CommandLine.arguments.dropFirst()
    guard words.contains(where: { ["--help", "-h", "-help", "help"].contains($0) }) else {
      return nil
    }
    return words.first { $0 != "help" }.flatMap(Tool.named)
  }
}
