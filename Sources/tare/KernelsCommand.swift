// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Glibc
import Kernels
import Weighing

/// `tare kernels`: the kernels that guests can be booted with.
struct KernelsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "kernels",
    abstract: "List, fetch and prune the kernels that guests are booted with.",
    discussion: """
      Kernels come from the mirror that this machine's package manager is set up with, verified by \
      the distribution's signatures, and are kept in a cache outside of any project: $TARE_CACHE, \
      else $XDG_CACHE_HOME/tare, else /var/cache/tare for root and ~/.cache/tare for others.
      """,
    subcommands: [
      KernelsList.self, KernelsFetch.self, KernelsPrune.self, KernelsBoot.self,
    ])
}

/// What every one of these commands can be told.
struct CacheOptions: ParsableArguments {
  @Option(help: ArgumentHelp("The folder of the cache.", valueName: "directory"))
  var cache: String = KernelStore.standardFolder

  @Option(help: "What kernels may take in the cache, in MiB; the least recently used go first.")
  var cacheLimit: UInt64 = 2048

  /// From the first look at this on, Ctrl-C is only noted, so that nothing is left half done.
  var settings: KernelStore.Settings {
    Interruption.watch()
    var settings = KernelStore.Settings()
    settings.folder = cache
    settings.limitBytes = cacheLimit << 20
    settings.interrupted = { Interruption.isAsked }
    return settings
  }
}

/// A series such as 6.12 on the command line.
extension KernelSeries: ExpressibleByArgument {}

extension Failure {
  /// The signal that was noted.
  private static var interruption: ExitCode {
    interruption(by: Interruption.signalNumber ?? SIGINT)
  }

  /// Says on standard error what went wrong, and gives the exit code that goes with it.
  static func report(_ error: KernelsError) -> ExitCode {
    Terminal.complain(error.description)
    return error == .interrupted ? interruption : machinery
  }

  /// Says on standard error what went wrong, and gives the exit code that goes with it.
  static func report(_ error: GuestError) -> ExitCode {
    Terminal.complain(error.description)
    if case .interrupted = error { return interruption }
    return machinery
  }
}
