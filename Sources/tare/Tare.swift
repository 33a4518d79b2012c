// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Features
import Kernels
import Matrix
import Probes
import Scale
import Subjects
import System

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
        subcommands: Catalogue.tools.map(\.command) + [
          ProbesCommand.self, FloorCommand.self, ObjectsCommand.self, ManualCommand.self,
          KnownCostsCommand.self,
        ]
      )
    ])

  /// Runs a command, or the jobs of a guest where it is the first process of one.
  static func main() {
    if GuestMain.isGuest {
      GuestMain.run(
        GuestJobs.handlers.merging(FeatureGuest.handlers) { $1 }
          .merging(WeightGuest.handlers) { $1 })
    }
    StandardFiles.fill()
    do {
      try StandardFiles.checkProc()
      var command = try parseAsRoot()
      try command.run()
    } catch {
      if let help = toolHelp(for: error, asked: Array(CommandLine.arguments.dropFirst())) {
        print(help)
        exit()
      }
      exit(withError: error)
    }
  }

  /// The help of a tool, which ends with what its probe costs.
  ///
  /// - Parameters:
  ///   - error: What parsing or running the command line threw.
  ///   - words: The command line, without the program's name.
  ///   - columns: The width, or `nil` for the terminal's.
  /// - Returns: `nil` where no help was asked for, or not a tool's.
  static func toolHelp(
    for error: any Error, asked words: [String], columns: Int? = nil
  ) -> String? {
    guard exitCode(for: error).isSuccess, let tool = toolWhoseHelpIsAskedFor(words) else {
      return nil
    }
    let own = OwnCosts(of: tool.name, cache: CachePlace.standard)
    return fullMessage(for: error, columns: columns) + "\n\n"
      + Overhead.section(of: tool.name, here: own)
  }

  /// The tool of `tare TOOL --help` and `tare help TOOL`.
  private static func toolWhoseHelpIsAskedFor(_ words: [String]) -> ToolKind? {
    guard words.contains(where: { ["--help", "-h", "-help", "help"].contains($0) }) else {
      return nil
    }
    return words.first { $0 != "help" }.flatMap(Catalogue.tool(named:))
  }
}
