// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Compatibility
import Glibc
import Kernels
import Reports
import Results
import Weighing

/// `tare matrix`: every probe on every rung on every kernel.
struct MatrixCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "matrix",
    abstract: "Boot kernels and find out where each probe works, and its cost in instructions.",
    discussion: """
      Without options it boots the newest kernel of every series that the distribution's mirror has, \
      twice for the verdicts' sake of costs and once for verdicts. Kernels are fetched once and kept.
      """)

  @Argument(help: "Series such as 6.12. Default: all.")
  var series: [KernelSeries] = []

  @Option(
    help: ArgumentHelp("A bzImage or .deb of your own instead; may be repeated.", valueName: "file")
  )
  var kernel: [String] = []

  @Option(help: ArgumentHelp("Modules of that kernel.", valueName: "directory"))
  var modules: String?

  @Option(help: "A probe to try; may be repeated. Default: all.")
  var probe: [ProbeArgument] = []

  @Flag(help: "Verdicts alone, no costs.")
  var verdictsOnly = false

  @Option(help: "Guests at a time. Default: as many as there are CPUs.")
  var jobs: Int?

  @Option(help: ArgumentHelp("Write the result document to a file.", valueName: "file"))
  var json: String?

  @OptionGroup var cache: CacheOptions

  func run() throws {
    Interruption.watch()
    let (document, hasAll) = try fill()
    if let json {
      do throws(ResultsError) { try document.write(to: json) } catch {
        Terminal.complain("\(error)")
        throw Failure.machinery
      }
    }
    for kernel in document.kernels {
      print(kernel.series, kernel.bootSeconds ?? 0, kernel.failure ?? "", kernel.consoleFindings)
      for cell in kernel.cells {
        print(
          "  ", cell.id, cell.verdict, cell.reason ?? "", cell.checks.map { $0.detail ?? "" },
          cell.cost.map {
            "\($0.dispatch) + \($0.program), bystander \($0.bystander ?? 0), spread \($0.spread ?? -1)"
          } ?? "")
      }
      for hook in kernel.hooks {
        print("  ", hook.hook, hook.instructions.map { "\($0)" } ?? hook.reason ?? "-")
      }
    }
    if let number = Interruption.signalNumber { throw Failure.interruption(by: number) }
    if !hasAll { throw Failure.machinery }
  }

  /// The document, and whether every kernel that was asked for could be had.
  private func fill() throws -> (MatrixDocument, hasAll: Bool) {
    do throws(KernelsError) {
      let store = try KernelStore(cache.settings)
      let kernels = try chosen(store)
      let errors = kernels.compactMap(\.error)
      for error in errors { Terminal.complain(error.description) }
      let matrix = Matrix(options, isInterrupted: { Interruption.isAsked }) {
        Terminal.write("tare: \($0)\n")
      }
      return (try matrix.run(kernels, store: store), errors.isEmpty)
    } catch {
      throw Failure.report(error)
    }
  }

  private var options: Matrix.Options {
    var options = Matrix.Options()
    if !probe.isEmpty { options.probes = probe.map(\.probe) }
    options.withCosts = !verdictsOnly
    options.jobs = jobs
    options.command = ["tare"] + CommandLine.arguments.dropFirst()
    return options
  }

  private func chosen(_ store: KernelStore) throws(KernelsError) -> [MatrixKernel] {
    var kernels: [MatrixKernel] = []
    for file in kernel {
      kernels.append(
        try MatrixKernel(file) { () throws(KernelsError) in
          try store.kernel(file: file, modules: modules)
        })
    }
    var wanted = series
    if wanted.isEmpty, kernel.isEmpty { wanted = try store.catalogue().kernels.map(\.series) }
    for series in wanted {
      kernels.append(
        try MatrixKernel("\(series)") { () throws(KernelsError) in try store.kernel(series) })
    }
    return kernels
  }
}
