// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import BPF

/// `funclatency` as a command.
package struct FunclatencyTool: CountingTool {
  package static let abstract = "How long does a function take?"
  package static let discussion = """
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
    """
  /// A function that every kernel has; of programs the rung is `uprobe`.
  package static var example: Funclatency { Funclatency(.kernel(["vfs_read"])) }

  @Argument(help: ArgumentHelp("The function.", valueName: "[program:]function"))
  var function: String

  @Option(name: .shortAndLong, help: ArgumentHelp("Report this often.", valueName: "seconds"))
  var interval: Seconds?

  @Option(name: .shortAndLong, help: ArgumentHelp("End after this time.", valueName: "seconds"))
  package var duration: Seconds?

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

  package init() {}

  package var schedule: ReportSchedule {
    ReportSchedule(interval: histograms.interval(interval), isLive: histograms.live)
  }

  package func report(_ request: ToolRequest) throws -> FunctionReport {
    do throws(ProbeError) { try request.filter.check() } catch {
      throw ToolError(description: error.description, isWrongUse: false)
    }
    let found = try Self.functions(
      function, isRegularExpression: isRegularExpression,
      FunctionSearch(request.startsCommand ? ProbeFilter() : request.filter, isForced: force))
    let count = found.functions.rows.count
    if count > 1 { request.remark("tracing \(count) functions that fit '\(function)'") }
    found.remarksOnFiles.forEach(request.remark)
    if let remark = found.remarkOnLengths { request.remark(remark) }
    var probe = Funclatency(found.functions, filter: request.filter, byFunction: byFunction)
    probe.findsMoreLater = request.filter.namesProcesses || request.startsCommand
    return FunctionReport(
      probe: probe, found: found, isForced: force, remark: request.remark,
      histograms: histograms.report(unit: .nanoseconds, request))
  }

  /// Finds the functions that an argument stands for.
  ///
  /// - Throws: `ToolError`.
  package static func functions(
    _ argument: String, isRegularExpression: Bool = false,
    _ search: FunctionSearch = FunctionSearch()
  ) throws(ToolError) -> FoundFunctions {
    do throws(TracedFunctionsError) {
      return try search.find(argument, isRegularExpression: isRegularExpression)
    } catch {
      throw ToolError(description: error.description, isWrongUse: !error.isOfProcess)
    }
  }
}
