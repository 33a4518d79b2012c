// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Glibc
import Kernels

/// `tare kernels boot`: does this kernel boot here, and how fast?
struct KernelsBoot: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "boot", abstract: "Boot kernels to their first line and say how long it took.")

  @Argument(help: "Series such as 6.12, or 'all' for every one in the cache.")
  var series: [String] = []

  @Option(help: ArgumentHelp("A bzImage or .deb of your own.", valueName: "file"))
  var kernel: String?

  @Option(help: ArgumentHelp("Modules of that kernel.", valueName: "directory"))
  var modules: String?

  @Option(help: "Guests at a time. Default: as many as there are CPUs.")
  var jobs: Int?

  @Option(help: "MiB of memory for each guest.")
  var memory = 512

  @Flag(help: "Boot as for counting instructions: one CPU, -icount.")
  var instructions = false

  @OptionGroup var cache: CacheOptions

  func run() throws {
    do throws(KernelsError) {
      let store = try KernelStore(cache.settings)
      let kernels = try chosen(store)
      let initramfs = try makeInitramfs(store)
      defer { unsafe _ = unlink(initramfs) }
      let machine = GuestMachine(
        flavour: instructions ? .instructions : .verdicts, memoryMebibytes: memory)
      let outcomes = GuestPool(jobs: jobs).run(kernels) { kernel in
        Self.boot(kernel, initramfs, machine)
      }
      for outcome in outcomes { print(outcome) }
    } catch {
      throw Failure.report(error)
    }
  }

  private func chosen(_ store: KernelStore) throws(KernelsError) -> [Kernel] {
    var kernels: [Kernel] = []
    if let kernel { kernels.append(try store.kernel(file: kernel, modules: modules)) }
    if series.contains("all") { return kernels + store.cached }
    for name in series {
      guard let series = KernelSeries(argument: name) else { continue }
      kernels.append(try store.kernel(series))
    }
    return kernels
  }

  private func makeInitramfs(_ store: KernelStore) throws(KernelsError) -> String {
    let path = "\(cache.cache)/initramfs.\(getpid())"
    let content = try Initramfs(tare: "/proc/self/exe")
    let bytes = try content.write(to: path)
    Terminal.complain("initramfs of \(bytes) bytes")
    return path
  }

  private static func boot(
    _ kernel: Kernel, _ initramfs: String, _ machine: GuestMachine
  ) -> String {
    do throws(GuestError) {
      let guest = try Guest(booting: kernel, initramfs: initramfs, machine: machine)
      let time = guest.bootTime, hello = guest.hello
      let memory = (guest.residentBytesPeak ?? 0) >> 20
      let console = try guest.turnOff()
      return "\(kernel.series)  \(time)  up \(hello.uptimeSeconds)  \(memory) MiB  "
        + "btf \(hello.hasBTF)  \(hello.complaints)  \(console.findings.map(\.line))"
    } catch {
      return "\(kernel.series)  \(error)"
    }
  }
}
