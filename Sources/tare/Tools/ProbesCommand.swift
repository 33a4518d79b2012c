// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import BPF
import Lines
import Probes
import Subjects
import System

/// `tare probes`.
struct ProbesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "probes",
    abstract: "List the probes: what each answers, where it runs here, and what it costs.",
    discussion: """
      Each rung is loaded and attached for a moment, to see whether this kernel really allows it.
      """)

  @Flag(help: "One JSON object a line; docs/json-lines.md tells the keys.")
  var json = false

  func run() throws {
    try Privileges.require()
    do throws(BPFError) { try Tracefs.makeAvailable() } catch {
      Terminal.complain(error.description)
      throw Failure.machinery
    }
    var output = ToolOutput()
    for tool in Catalogue.tools {
      let rungs = tool.probe.ladder.map { (rung: $0, refusal: refusal(of: $0, tool.probe)) }
      if json {
        append(object: tool, rungs, to: &output.line)
      } else {
        append(tool, rungs, to: &output.line)
      }
      output.flush()
    }
    try output.check()
  }

  private func refusal(of rung: Rung, _ probe: any Probe) -> BPFError? {
    do throws(BPFError) {
      try probe.load(rung).attach().detach()
      return nil
    } catch { return error }
  }

  private func ownCosts(of tool: ToolKind) -> OwnCosts {
    OwnCosts(of: tool.name, cache: CachePlace.standard)
  }

  private typealias TriedRung = (rung: Rung, refusal: BPFError?)

  private func append(_ tool: ToolKind, _ rungs: [TriedRung], to line: inout LineBuffer) {
    line.append("\(tool.name): \(tool.question)")
    line.endLine()
    for (rung, refusal) in rungs {
      line.append("  \(rung.name)")
      line.pad(toColumn: 18)
      line.append(refusal.map { "no: \($0.code?.text ?? $0.description)" } ?? "yes")
      line.endLine()
    }
    let costs = Overhead.sentences(of: tool.name, here: ownCosts(of: tool))
    for cost in costs.flatMap(Overhead.lines) {
      line.append(cost)
      line.endLine()
    }
    line.endLine()
  }

  private func append(object tool: ToolKind, _ rungs: [TriedRung], to line: inout LineBuffer) {
    line.beginObject()
    line.member("event", "probe")
    line.member("probe", tool.name)
    line.member("question", tool.question)
    line.member("rungs", list: rungs.filter { $0.refusal == nil }.map { Array($0.rung.name.utf8) })
    line.member(
      "refused_rungs", list: rungs.filter { $0.refusal != nil }.map { Array($0.rung.name.utf8) })
    line.member("refusals", list: rungs.compactMap { $0.refusal.map { Array("\($0)".utf8) } })
    let costs = Overhead.paragraphs(of: tool.name, here: ownCosts(of: tool))
    line.member("costs", list: costs.map { Array($0.utf8) })
    line.endObjectLine()
  }
}
