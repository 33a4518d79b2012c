// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Features
import Glibc
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

  /// The help of a tool, which ends with what its probe costs, in the terminal's width where
  /// `columns` is `nil`; `nil` where the words after the program's name ask for no tool's help.
  static func toolHelp(
    for error: any Error, asked words: [String], columns: Int? = nil
  ) -> String? {
    guard exitCode(for: error).isSuccess, let tool = toolWhoseHelpIsAskedFor(words)
    else { return nil }
    let own = OwnCosts(of: tool.name, cache: CachePlace.standard)
    return fullMessage(for: error, columns: columns) + "\n\n"
      + Overhead.section(of: tool.name, here: own)
  }

  /// The tool of `tare TOOL --help` and `tare help TOOL`.
  private static func toolWhoseHelpIsAskedFor(_ words: [String]) -> ToolKind? {
    guard words.contains(where: { ["--help", "-h", "-help", "help"].contains($0) })
    else { return nil }
    return words.first { $0 != "help" }.flatMap(Catalogue.tool(named:))
  }
}

/// The open files and the file system that every command takes for granted.
enum StandardFiles {
  /// Opens /dev/null in place of a closed standard input, output or error, so that no other file
  /// gets its number and a report with it. Writing there fails, as it should.
  static func fill() {
    for number in STDIN_FILENO...STDERR_FILENO where fcntl(number, F_GETFD) < 0 {
      // The lowest number that is free.
      _ = unsafe open("/dev/null", O_RDONLY)
    }
  }

  /// Checks that there is a `/proc`, from which the command line is read.
  static func checkProc() throws {
    guard unsafe access("/proc/self/cmdline", R_OK) != 0 else { return }
    Terminal.complain("/proc is not mounted; mount it: mount -t proc proc /proc")
    throw Failure.machinery
  }
}
