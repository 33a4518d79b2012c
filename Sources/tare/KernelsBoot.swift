// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Glibc
import Kernels
import Weighing

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
    var failure: ExitCode?
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
      for outcome in outcomes { failure = Self.show(outcome) ?? failure }
    } catch {
      throw Failure.report(error)
    }
    if let failure { throw failure }
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
    try content.write(to: path)
    return path
  }

  private static func boot(
    _ kernel: Kernel, _ initramfs: String, _ machine: GuestMachine
  ) -> Result<String, GuestError> {
    do throws(GuestError) {
      let guest = try Guest(
        booting: kernel, initramfs: initramfs, machine: machine,
        interrupted: { Interruption.isAsked })
      let time = (guest.bootTime / .milliseconds(10)).rounded() / 100, hello = guest.hello
      let memory = (guest.residentBytesPeak ?? 0) >> 20
      let console = try guest.turnOff()
      let complaints = hello.complaints + console.findings.map(\.line)
      return .success(
        "\(hello.release): first line after \(time) s, QEMU took \(memory) MiB, "
          + (hello.hasBTF ? "with BTF" : "without BTF")
          + complaints.map { "\n  \($0)" }.joined())
    } catch {
      return .failure(error)
    }
  }

  /// Prints how it went, and gives the exit code where it went wrong.
  private static func show(_ outcome: Result<String, GuestError>) -> ExitCode? {
    switch outcome {
    case .success(let line):
      print(line)
      return nil
    case .failure(let error):
      return Failure.report(error)
    }
  }
}
