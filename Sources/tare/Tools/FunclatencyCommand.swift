// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import BPF
import Glibc
import Probes

/// `tare funclatency`.
struct FunclatencyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "funclatency", abstract: "How long does a function take?",
    discussion: """
      Shows how long calls of a function took, as a histogram with percentiles, in the end or every so \
      many seconds. FUNCTION is one of the kernel (vfs_read), of a program (/path/to/program:function) or \
      of a library (libc:malloc, or c:malloc), by its name, as the source has it (program:ns::List::add) or \
      by its address as nm prints it (program:0x1139); with * in its name, or -r, all that fit, at most \
      \(Funclatency.mostFunctions). Recursion and threads are told apart. With -p, -n, --cgroup \
      and --exec the files are those that the watched processes have mapped, also later; with -p :function is of the \
      process's own program.

      To see a call of a program's function end, the kernel replaces the return address on the caller's \
      stack (a return probe). A program that looks for its caller there, as Go's runtime and exceptions do, \
      ends of it. Where that is known, tare watches the function's ret instructions instead, which the \
      program cannot see and which cost more, or refuses; with --force it uses a return probe, and the \
      program may die.
      """)

  @Argument(help: ArgumentHelp("The function.", valueName: "[program:]function"))
  var function: String

  @Option(name: .shortAndLong, help: ArgumentHelp("Report this often.", valueName: "seconds"))
  var interval: Seconds?

  @Option(name: .shortAndLong, help: ArgumentHelp("End after this time.", valueName: "seconds"))
  var duration: Seconds?

  @Flag(
    name: [.customShort("r"), .customLong("regexp")],
    help: "The function is a regular expression, which may fit anywhere in a name.")
  var isRegularExpression = false

  @Flag(
    name: [.customShort("F"), .customLong("function")], help: "A histogram for each function.")
  var byFunction = false

  @Flag(help: "Trace also what may harm who calls the function; without, it is refused.")
  var force = false

  @OptionGroup var histograms: HistogramOptions
  @OptionGroup(title: "Options of all tools") var trace: TraceOptions

  func run() throws {
    try ToolSession.check(trace.filter)
    let found = try Self.functions(
      function, isRegularExpression: isRegularExpression,
      FunctionSearch(trace.exec == nil ? trace.filter : ProbeFilter(), isForced: force))
    let functions = found.functions
    let names = functions.names
    if !trace.quiet {
      if functions.rows.count > 1 {
        Terminal.complain("tracing \(functions.rows.count) functions that fit '\(function)'")
      }
      found.remarksOnFiles.forEach(Terminal.complain)
      if let remark = found.remarkOnLengths { Terminal.complain(remark) }
    }
    var probe = Funclatency(functions, filter: trace.filter, byFunction: byFunction)
    probe.findsMoreLater = trace.filter.namesProcesses || trace.exec != nil
    let run = try CountingRun(
      probe, trace, duration: duration,
      CountingRun.Schedule(
        interval: histograms.interval(interval), isLive: histograms.live),
      following: follow(found, probe))
    let refused = probe.refusedFunctions(of: run.session.running.loaded)
    if refused.count == names.count, let reason = refused.min(by: { $0.key < $1.key }) {
      run.session.detach()
      Terminal.complain("'\(names[reason.key])' cannot be traced: \(reason.value)")
      throw Failure.machinery
    }
    if !trace.quiet, let remark = found.remark(refused: refused) { Terminal.complain(remark) }
    var report = histograms.report(
      of: String.self, unit: .nanoseconds, json: trace.json, clock: run.session.clock)
    try run.run { line throws(BPFError) in
      report.append(try entries(of: run.session.running.loaded, probe), to: &line)
    }
  }

  /// How files that are mapped later come to be traced.
  private func follow(_ found: FoundFunctions, _ probe: Funclatency) -> ToolSession.Following {
    { running, filter in
      var probe = probe
      probe.filter = filter
      return FunctionFollower(found, probe, running, isForced: force) { [trace] line in
        if !trace.quiet { Terminal.complain(line) }
      }
    }
  }

  /// What an argument stands for.
  ///
  /// - Throws: The exit code, after the reason was told.
  /// - Returns: What to trace.
  static func functions(
    _ argument: String, isRegularExpression: Bool = false,
    _ search: FunctionSearch = FunctionSearch()
  ) throws -> FoundFunctions {
    do throws(TracedFunctionsError) {
      return try search.find(argument, isRegularExpression: isRegularExpression)
    } catch {
      Terminal.complain(error.description)
      throw error.isOfProcess ? Failure.machinery : ExitCode(EX_USAGE)
    }
  }

  private func entries(
    of loaded: LoadedProbe, _ probe: Funclatency
  ) throws(BPFError) -> [HistogramReport<String>.Entry] {
    if !byFunction {
      return [.init(kind: "", labels: [], histogram: try Funclatency.latencies(of: loaded))]
    }
    return try probe.latenciesByFunction(of: loaded).map { name, latencies in
      .init(kind: name, labels: [.text("function", name)], histogram: latencies)
    }
  }
}
