// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Compatibility
import Kernels
import Weighing

/// `tare kernels boot`: does this kernel boot here, and how fast?
struct KernelsBoot: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "boot", abstract: "Boot kernels to their first line and say how long it took.",
    discussion: """
      A kernel that does not boot is told with its reason and the end of its console, and the others \
      are booted all the same; the exit code is 69 then.
      """)

  @Argument(help: "Series such as 6.12, or 'all' for every kernel in the cache.")
  var series: [SeriesArgument] = []

  @Option(
    help: ArgumentHelp("A bzImage or .deb of your own; may be repeated.", valueName: "file"))
  var kernel: [String] = []

  @Option(
    help: ArgumentHelp(
      "Modules of that kernel, for example /lib/modules/RELEASE. The guest loads null_blk and brd.",
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
    do throws(KernelsError) {
      let store = try KernelStore(cache.settings)
      let chosen = try chosen(store)
      let errors = chosen.compactMap(\.error)
      for error in errors { Terminal.complain(error.description) }
      let outcomes = try boot(chosen.compactMap { try? $0.kernel.get() })
      allWell = errors.isEmpty && !outcomes.isEmpty && !outcomes.contains(false)
    } catch {
      throw Failure.report(error)
    }
    if Interruption.isAsked { throw Failure.report(KernelsError.interrupted) }
    if !allWell { throw Failure.machinery }
  }

  private func boot(_ kernels: [Kernel]) throws(KernelsError) -> [Bool] {
    guard !kernels.isEmpty else { return [] }
    let machine = GuestMachine(
      flavour: instructions ? .instructions : .verdicts, memoryMebibytes: memory)
    return GuestPool(jobs: jobs).run(kernels, try GuestBoot(machine: machine).succeeds)
  }

  /// What was asked for, each once.
  private func chosen(_ store: KernelStore) throws(KernelsError) -> [MatrixKernel] {
    var chosen: [MatrixKernel] = []
    for file in kernel {
      let found = try MatrixKernel(file) { () throws(KernelsError) in
        try store.kernel(file: file, modules: modules)
      }
      chosen.append(found)
    }
    for series in Set(series.compactMap(\.series)).sorted() {
      let found = try MatrixKernel("\(series)") { () throws(KernelsError) in
        try store.kernel(series)
      }
      chosen.append(found)
    }
    guard series.contains(where: \.isAll) else { return chosen }
    let there = chosen.compactMap { try? $0.kernel.get() }
    let others = store.cached.filter { !there.contains($0) }
    if others.isEmpty && chosen.isEmpty {
      Terminal.complain("the cache holds no kernel; fetch one: tare kernels fetch SERIES")
    }
    for kernel in others { chosen.append(try MatrixKernel(kernel.release) { kernel }) }
    return chosen
  }
}
