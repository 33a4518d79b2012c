// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Kernels
import Scale
import System

/// `tare kernels boot`: boots kernels and tells how long it took.
struct KernelsBoot: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "boot", abstract: "Boot kernels to their first line and say how long it took.",
    discussion: """
      A kernel that does not boot is told with its reason and the end of its console, and the others \
      are booted all the same; the exit code is 69 then.
      """)

  @Argument(
    help: "Series such as 6.12, one kernel such as 6.12-rt-amd64, or 'all' that the cache holds.")
  var series: [KernelsArgument] = []

  @OptionGroup var flavour: FlavourOption

  @Option(
    help: ArgumentHelp(
      "A kernel of your own: bzImage, package (.deb, .rpm) or directory; may be repeated.",
      valueName: "file"))
  var kernel: [String] = []

  @Option(
    help: ArgumentHelp(
      "Modules of that kernel: a directory, such as /lib/modules/RELEASE, or a package.",
      valueName: "directory"))
  var modules: String?

  @Option(
    help: ArgumentHelp("Guests at a time. Default: as many as there are CPUs.", valueName: "n"))
  var jobs: Int?

  @Option(help: ArgumentHelp("Memory for each guest, in MiB.", valueName: "MiB"))
  var memory = 512

  @Flag(help: "Boot as for counting instructions: one CPU, -icount.")
  var instructions = false

  @OptionGroup var cache: CacheOptions

  func validate() throws {
    guard !series.isEmpty || !kernel.isEmpty else {
      throw ValidationError("name a series such as 6.12, 'all', or a file with --kernel")
    }
    try flavour.check(series.contains { !$0.isAll })
    guard modules == nil || kernel.count == 1 else {
      throw ValidationError("--modules belongs to one kernel: give one --kernel with it")
    }
    if let jobs, jobs < 1 { throw ValidationError("--jobs is at least 1") }
    guard (16...1 << 20).contains(memory) else {
      throw ValidationError("--memory is 16 to 1048576 MiB")
    }
  }

  func run() throws {
    var allWell = true
    do {
      let store = try KernelStore(cache.settings)
      let choice = try KernelChoice(
        files: kernel, modules: modules,
        names: series.compactMap(\.kernel).flatMap { $0.names(flavour.flavours) }, in: store)
      allWell = choice.isComplete
      var kernels = choice.kernels
      if series.contains(where: \.isAll) {
        kernels += store.cached.filter { !kernels.contains($0) }
      }
      guard !kernels.isEmpty else {
        if choice.isComplete {
          Terminal.complain("the cache holds no kernel; see: tare kernels fetch")
        }
        throw Failure.machinery
      }
      let boot = try GuestBoot(
        machine: GuestMachine(
          flavour: instructions ? .instructions : .verdicts, memoryMebibytes: memory))
      let outcomes = GuestPool(jobs: jobs).run(kernels, boot.succeeds)
      allWell = allWell && !outcomes.contains(false)
    } catch let error as KernelsError {
      throw Failure.report(error)
    }
    if Interruption.isAsked { throw Failure.report(KernelsError.interrupted) }
    if !allWell { throw Failure.machinery }
  }
}
