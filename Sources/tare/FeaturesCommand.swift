// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import BPF
import Features
import Glibc
import Kernels
import Reports
import Results
import Scale
import System

/// `tare features`: tries what a kernel offers.
struct FeaturesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "features",
    abstract: "Find out what this kernel, or another in a guest, really offers, by trying.",
    discussion: """
      Every answer is yes, no with the kernel's own reason, or '?' (could not tell) with tare's. \
      Programs are loaded, maps made, helpers called; each kind of hook counts only when a program \
      was attached and seen to run. Asked are the things that tare's probes need or, with --object, \
      those that your program needs: then the exit code is 1 where the kernel lacks one of them. \
      Without privileges it tells what can be told without (77).
      """)

  @Argument(
    help: ArgumentHelp(
      "Series such as 6.12, or one kernel such as 6.12-rt-amd64, to boot in a guest. "
        + "Default: the running kernel."))
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

  @Option(help: ArgumentHelp("Ask for what this compiled object needs.", valueName: "file.bpf.o"))
  var object: String?

  @Option(
    help: ArgumentHelp("Also write the result document to a file; - prints it.", valueName: "file"))
  var json: String?

  @Option(help: "Guests at a time. Default: as many as there are CPUs.")
  var jobs: Int?

  @OptionGroup var cache: CacheOptions

  func validate() throws { try flavour.check(!series.isEmpty) }

  private var isGuest: Bool { !series.isEmpty || !kernel.isEmpty }

  func run() throws {
    Interruption.watch()
    let started = Timestamp.now()
    let object = try readObject()
    let (kernels, isComplete) = isGuest ? try askGuests(object) : ([try askHere(object)], true)
    let document = FeaturesDocument(
      tareVersion: Version.current, startedAt: started,
      command: ["tare"] + CommandLine.arguments.dropFirst(), kernels: kernels,
      interrupted: Interruption.isAsked)
    try show(document)
    if let code = exitCode(of: document) { throw code }
    if !isComplete { throw Failure.machinery }
  }

  private func readObject() throws -> FeatureSurvey.UserObject? {
    guard let object else { return nil }
    do throws(ResultsError) {
      let name = object.split(separator: "/").last.map(String.init) ?? object
      return FeatureSurvey.UserObject(name: name, bytes: try ResultFile.read(object))
    } catch {
      Terminal.complain("\(error)")
      throw Failure.machinery
    }
  }

  private func askHere(_ object: FeatureSurvey.UserObject?) throws -> KernelFeatures {
    do throws(BPFError) {
      let survey = try FeatureSurvey(object: object, missingCapabilities: Privileges.missing)
      return survey.run()
    } catch {
      Terminal.complain("\(error); is it an object that clang made for the bpf target?")
      throw Failure.machinery
    }
  }

  private func askGuests(_ object: FeatureSurvey.UserObject?) throws -> (
    answers: [KernelFeatures], isComplete: Bool
  ) {
    // An object that is none is found here, before anything boots.
    if object != nil { _ = try opened(object) }
    do throws(KernelsError) {
      let store = try KernelStore(cache.settings)
      let choice = try KernelChoice(
        files: kernel, modules: modules, names: series.flatMap { $0.names(flavour.flavours) },
        in: store)
      let content = try Initramfs(tare: "/proc/self/exe")
      let answers = GuestPool(jobs: jobs).run(choice.kernels) { kernel in
        Terminal.write("tare: asking \(kernel.release) in a guest\n")
        return FeatureGuest.visit(
          kernel, content: content, object: object, complain: Terminal.complain
        ) { Interruption.isAsked }
      }
      return (answers, choice.isComplete)
    } catch {
      throw Failure.report(error)
    }
  }

  private func opened(_ object: FeatureSurvey.UserObject?) throws -> FeatureSurvey {
    do throws(BPFError) { return try FeatureSurvey(object: object) } catch {
      Terminal.complain("\(error); is it an object that clang made for the bpf target?")
      throw Failure.machinery
    }
  }

  private func show(_ document: FeaturesDocument) throws {
    let table = FeaturesTable.render(document, style: Terminal.style(of: STDOUT_FILENO))
    do throws(ResultsError) {
      if json == "-" {
        print(String(decoding: try document.json(), as: UTF8.self), terminator: "")
      } else {
        print(table, terminator: "")
        if let json { try document.write(to: json) }
      }
    } catch {
      Terminal.complain("\(error)")
      throw Failure.machinery
    }
  }

  private func exitCode(of document: FeaturesDocument) -> ExitCode? {
    if let number = Interruption.signalNumber { return Failure.interruption(by: number) }
    if document.kernels.contains(where: { $0.failure != nil }) { return Failure.machinery }
    if document.kernels.contains(where: { !$0.missingCapabilities.isEmpty }) {
      return Failure.privilege
    }
    return document.kernels.contains(where: \.lacksForObject) ? ExitCode(1) : nil
  }
}
