// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Glibc
import Lines
import Probes
import Scale
import Subjects
import System

/// `tare floor`.
struct FloorCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "floor",
    abstract: "Attach empty programs on a probe's hooks: what the hooks alone cost.",
    discussion: """
      For a scale of your own: what a load takes more with this than without is the price of the hooks, \
      whatever a program does there. `tare measure` does the same by itself.
      """)

  @Argument(help: "The probe, for example opensnoop.")
  var probe: ToolArgument

  @Argument(help: ArgumentHelp("Of funclatency: the function.", valueName: "[program:]function"))
  var function: String?

  @Option(help: "The rung to take the hooks of. Default: the best that this kernel allows.")
  var rung: String?

  @Option(help: ArgumentHelp("End after this time.", valueName: "seconds"))
  var duration: Seconds?

  func validate() throws {
    if function != nil, probe.entry.name != FunclatencyTool.name {
      throw ValidationError("a function goes with funclatency, not with \(probe.entry.name)")
    }
  }

  func run() throws {
    try Privileges.require()
    Interruption.watch()
    let probe = try chosenProbe()
    let rung = try Self.rung(of: probe, named: rung)
    let floor = try Self.attachFloor(under: rung)
    let count = rung.placements.count
    Terminal.complain(
      "\(count) empty program\(count == 1 ? " is" : "s are") attached where "
        + "\(self.probe.entry.name) has its own on \(rung.name); Ctrl-C ends it")
    let deadline = duration.map { EventClock.now + $0.nanoseconds } ?? .max
    while !Interruption.isAsked, EventClock.now < deadline { usleep(20_000) }
    floor.detach()
    if let number = Interruption.signalNumber, number != SIGINT {
      throw Failure.interruption(by: number)
    }
  }

  private func chosenProbe() throws -> any FilteredProbe {
    guard let function else { return probe.entry.probe }
    do throws(ToolError) {
      return Funclatency(try FunclatencyTool.functions(function).functions)
    } catch { throw Failure.report(error) }
  }

  private static func attachFloor(under rung: Rung) throws -> PreparedPrograms {
    do throws(WeighingError) {
      let floor = try PreparedPrograms(emptyAt: rung.placements.map(\.hook))
      try floor.attach()
      return floor
    } catch { throw Failure.report(error) }
  }

  /// Finds the rung that the probe takes here.
  private static func rung(of probe: some Probe, named name: String?) throws -> Rung {
    let running = try ToolSession.attach(probe, rung: name)
    running.detach()
    return running.rung
  }
}

/// A tool's name.
struct ToolArgument: ExpressibleByArgument {
  let entry: ToolKind

  init?(argument: String) {
    guard let entry = Catalogue.tool(named: argument) else { return nil }
    self.entry = entry
  }

  static var allValueStrings: [String] { Catalogue.tools.map(\.name) }
}
