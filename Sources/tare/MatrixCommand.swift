// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Glibc
import Kernels
import Matrix
import Reports
import Results
import Scale
import Subjects
import System

/// `tare matrix`: tries every probe on every rung on every kernel.
struct MatrixCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "matrix",
    abstract: "Boot kernels and find out where each probe works, and its cost in instructions.",
    discussion: """
      Without options it boots the newest kernel of every series that the distribution's mirror has: \
      once to see whether each probe tells the truth on each of its rungs, twice to count what it \
      costs in guest instructions. Kernels are fetched once and kept. Ctrl-C ends it; what is \
      finished is reported.

      Exit codes: 0, every cell is exact or unsupported; 1, one is not, or one got worse than in the \
      file that --expect names; 69, guests could not be run or a file not written; 128 + the signal \
      that ended it.
      """)

  @Argument(help: "Series such as 6.12, or one kernel such as 6.12-rt-amd64. Default: all series.")
  var series: [KernelArgument] = []

  @OptionGroup var flavour: FlavourOption

  @Option(
    help: ArgumentHelp(
      "A kernel of your own: bzImage, package (.deb, .rpm) or directory; may be repeated.",
      valueName: "file"))
  var kernel: [String] = []

  @Option(
    help: ArgumentHelp(
      "Modules of that kernel: a directory or a package.", valueName: "directory"))
  var modules: String?

  @Option(help: "A probe to try; may be repeated. Default: all.")
  var probe: [ProbeArgument] = []

  @Flag(help: "Verdicts alone, no costs.")
  var verdictsOnly = false

  @Option(help: "Boots of each kernel that count instructions; they should agree.")
  var boots = 2

  @Flag(
    help:
      "Count also with KASLR, mitigations, another CPU model and a larger initramfs, a boot each.")
  var perturb = false

  @Flag(help: "Boot each kernel once more with nothing to do, to hold the other times against.")
  var bareBoots = false

  @Option(help: "What runs the guests for verdicts. Default: KVM where it works, else TCG.")
  var accel: GuestMachine.Accelerator?

  @Option(help: "Guests at a time. Default: as many as there are CPUs.")
  var jobs: Int?

  @OptionGroup var outputs: MatrixOutputs

  @Option(
    help: ArgumentHelp(
      "A result document of before; exit with 1 where a cell got worse.", valueName: "file"))
  var expect: String?

  @Option(help: ArgumentHelp("Keep each guest's console in a file there.", valueName: "directory"))
  var consoles: String?

  @OptionGroup var cache: CacheOptions

  func validate() throws {
    try flavour.check(kernel.isEmpty || !series.isEmpty)
    if boots < 1 { throw ValidationError("--boots takes 1 or more, not \(boots)") }
    if let jobs, jobs < 1 { throw ValidationError("--jobs takes 1 or more, not \(jobs)") }
    if perturb, verdictsOnly {
      throw ValidationError("--perturb is about costs, and --verdicts-only leaves them out")
    }
    if modules != nil, kernel.count != 1 {
      throw ValidationError("--modules needs one --kernel that they belong to")
    }
  }

  func run() throws {
    Interruption.watch()
    let (expected, folder) = try prepare()
    let (document, isComplete) = try fill(keepingConsoles: folder)
    let comparison = expected.map {
      MatrixComparison(document, against: $0, probes: probes.map { Set($0.map(\.name)) })
    }
    let isWritten = outputs.write(document)
    let isPrinted = show(document, comparison)
    if !isWritten || !isPrinted || !(folder?.isWhole ?? true) { throw Failure.machinery }
    if let number = Interruption.signalNumber { throw Failure.interruption(by: number) }
    if !isComplete { throw Failure.machinery }
    let gotWorse = comparison.map { !$0.worse.isEmpty } ?? false
    if gotWorse || document.hasFailures { throw ExitCode(1) }
  }

  /// Reads the expected document and tries every file to be written: a run may take an hour.
  private func prepare() throws -> (expected: MatrixDocument?, consoles: ConsoleFolder?) {
    do throws(ResultsError) {
      try outputs.check()
      let folder = try consoles.map { path throws(ResultsError) in try ConsoleFolder(path) }
      return (try expected(), folder)
    } catch {
      throw Failure.report(error, reading: expect)
    }
  }

  private func expected() throws(ResultsError) -> MatrixDocument? {
    try expect.map { path throws(ResultsError) in try MatrixDocument(path: path) }
  }

  /// Runs the matrix; with the document, whether every kernel could be had.
  private func fill(keepingConsoles folder: ConsoleFolder?) throws -> (MatrixDocument, Bool) {
    do {
      let store = try KernelStore(cache.settings)
      let names =
        series.isEmpty && kernel.isEmpty
        ? try KernelChoice.all(of: flavour.flavours, in: store)
        : series.flatMap { $0.names(flavour.flavours) }
      let choice = try KernelChoice(files: kernel, modules: modules, names: names, in: store)
      guard !choice.kernels.isEmpty else { throw Failure.machinery }
      let matrix = MatrixRun(options(folder), isInterrupted: { Interruption.isAsked }) {
        Terminal.write("tare: \($0)\n")
      }
      return (try matrix.run(choice.wanted, store: store), choice.isComplete)
    } catch let error as KernelsError {
      throw Failure.report(error)
    }
  }

  private var probes: [any ProbeSubject]? { probe.isEmpty ? nil : probe.map(\.probe) }

  private func options(_ folder: ConsoleFolder?) -> MatrixRun.Options {
    var options = MatrixRun.Options()
    if let probes { options.probes = probes }
    options.withCosts = !verdictsOnly
    options.boots = boots
    options.perturbs = perturb
    options.bareBoots = bareBoots
    options.jobs = jobs
    options.accelerator = accel
    if let folder { options.keepConsole = { folder.keep($0, $1) } }
    options.command = ["tare"] + CommandLine.arguments.dropFirst()
    return options
  }

  /// Prints the table, unless a document went to standard output, and the cells that got worse;
  /// whether both could be written.
  private func show(_ document: MatrixDocument, _ comparison: MatrixComparison?) -> Bool {
    let style = Terminal.style(of: STDOUT_FILENO)
    do throws(ResultsError) {
      if !outputs.takesStandardOutput {
        try Terminal.output(MatrixTable.render(document, style: style))
      }
      guard let comparison, let expect else { return true }
      let text = ComparisonText.render(comparison, against: expect, style: style)
      if outputs.takesStandardOutput {
        Terminal.write(text)
      } else {
        try Terminal.output("\n\(text)")
      }
      return true
    } catch {
      Terminal.complain("\(error)")
      return false
    }
  }
}

/// `kvm` or `tcg` on the command line.
extension GuestMachine.Accelerator: ExpressibleByArgument {}
