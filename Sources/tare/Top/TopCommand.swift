// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import BPF
import Glibc
import Probes
import Results
import Scale
import System

/// `tare top`.
struct TopCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "top",
    abstract: "Which BPF programs run here, whose are they, and what do they cost?",
    discussion: """
      Shows every BPF program in the kernel, whoever loaded it, with what it cost since the last look. On a \
      terminal the table is redrawn in place until Ctrl-C; in a pipe one follows another.

        HOOK   where it is attached; in parentheses the type of a program that is
               attached nowhere, or in a way that the kernel does not tell
        OWNER  the process that holds it; pin and a name: a file does
        EV/s   how often it ran, a second
        NS     nanoseconds in the program, an event
        CPU%   of one CPU, in the program
        HOOK%  of one CPU, in coming to the program: events times the price of
               that kind of hook, told below; - where nobody has measured it
        MISS   events it did not see, since it was attached: left out by a kprobe,
               or because the program was already running on that CPU

      Meanwhile the kernel times every run of a BPF program, which costs each event some time of its own; \
      whatever ends this, that setting is then as it was.
      """)

  @Option(name: .shortAndLong, help: ArgumentHelp("Look this often.", valueName: "seconds"))
  var interval = Seconds(nanoseconds: 1_000_000_000)

  @Option(name: .shortAndLong, help: "What comes first.")
  var sort = ProgramOrder.cpu

  @Flag(help: "One sample, then end: for scripts.")
  var once = false

  @Flag(help: "One JSON object a line and sample; docs/json-lines.md tells the keys.")
  var json = false

  func run() throws {
    try Privileges.require()
    Interruption.watch()
    // A pipe whose reader has gone is told by the write that fails.
    _ = signal(SIGPIPE, SIG_IGN)
    let prices: HookPrices
    do throws(ResultsError) { prices = try HookPrices.ofThisMachine() } catch {
      throw Failure.report(error)
    }
    var run = TopRun(
      interval: interval.nanoseconds, order: sort, once: once, json: json, prices: prices)
    try run.run()
    // Ctrl-C is how it is ended; other signals are somebody else's.
    if let number = Interruption.signalNumber, number != SIGINT {
      throw Failure.interruption(by: number)
    }
  }
}

extension ProgramOrder: ExpressibleByArgument {}
