// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Glibc
import Kernels
import Scale
import System

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
    subcommands: [KernelsList.self, KernelsFetch.self, KernelsPrune.self, KernelsBoot.self])
}

/// The options on the cache's place.
struct CacheFolder: ParsableArguments {
  @Option(help: ArgumentHelp("The folder of the cache.", valueName: "directory"))
  var cache: String = CachePlace.standard

  /// The cache. From the first use on Ctrl-C is only noted, so that nothing is left half done.
  var settings: KernelStore.Settings {
    Interruption.watch()
    var settings = KernelStore.Settings()
    settings.folder = cache
    settings.interrupted = { Interruption.isAsked }
    if Terminal.isTerminal(STDERR_FILENO) {
      settings.progress = { step in
        Terminal.write("\r\u{1B}[K" + (step.map { "tare: \($0)…" } ?? ""))
      }
    }
    return settings
  }
}

/// The options of commands that put something into the cache or take it out.
struct CacheOptions: ParsableArguments {
  @OptionGroup var folder: CacheFolder

  @Option(
    help: ArgumentHelp(
      "What kernels may take in the cache, in MiB; the least recently used go first.",
      valueName: "MiB"))
  var cacheLimit: UInt64 = 2048

  /// The cache with its limit. From the first use on Ctrl-C is only noted.
  var settings: KernelStore.Settings {
    var settings = folder.settings
    settings.limitBytes = limitBytes
    return settings
  }

  /// The limit in bytes.
  var limitBytes: UInt64 { min(cacheLimit, 1 << 40) << 20 }
}

extension Failure {
  /// Tells what went wrong, and gives the exit code.
  static func report(_ error: KernelsError) -> ExitCode {
    Terminal.complain(error.description)
    return error == .interrupted
      ? interruption(by: Interruption.signalNumber ?? SIGINT) : machinery
  }
}

/// `tare kernels prune`.
struct KernelsPrune: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "prune",
    abstract: "Remove the least recently used kernels past the cache's limit.")

  @OptionGroup var cache: CacheOptions

  @Flag(help: "Remove every kernel, and what is known of the mirror.")
  var all = false

  func run() throws {
    do throws(KernelsError) {
      let store = try KernelStore(cache.settings)
      let removed = try store.prune(toBytes: all ? 0 : cache.limitBytes, indices: all)
      let left = (store.size + 500_000) / 1_000_000
      print(
        "removed \(removed.count) kernel\(removed.count == 1 ? "" : "s"), \((removed.bytes + 500_000) / 1_000_000) MB; "
          + "\(left) MB are left")
    } catch {
      throw Failure.report(error)
    }
  }
}
