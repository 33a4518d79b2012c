// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import BPF
import Glibc
import Lines
import Probes
import Scale
import System

/// The samples of `tare top`, one after the other.
struct TopRun: ~Copyable {
  private static let redraw = "\u{1B}[H\u{1B}[J"
  /// The time between two looks whether somebody asks for the end, in nanoseconds.
  private static let patience: UInt64 = 20_000_000

  private let interval: UInt64
  private let order: ProgramOrder
  private let once: Bool
  private let json: Bool
  private let clock = EventClock()
  private let prices: HookPrices
  private let survey = ProgramSurvey()
  private var output = ToolOutput()

  init(interval: UInt64, order: ProgramOrder, once: Bool, json: Bool, prices: HookPrices) {
    self.interval = interval
    self.order = order
    self.once = once
    self.json = json
    self.prices = prices
  }

  /// Samples until somebody ends it.
  mutating func run() throws {
    do throws(BPFError) {
      let statistics = try RunStatistics.on()
      try sample()
      _ = consume statistics
    } catch { throw Failure.report(error) }
    output.flush()
    try output.check()
  }

  private mutating func sample() throws(BPFError) {
    var before = try ProgramReading.now()
    repeat {
      sleep(until: before.time + interval)
      // What an interrupted sample of a script has is still worth something; a table would only
      // flicker.
      if isOver, !once { return }
      let after = try ProgramReading.now()
      let sample = ProgramSample(
        from: before, to: after, places: survey.places(of: after.programs), prices: prices,
        sortedBy: order)
      append(sample)
      output.flush()
      before = after
    } while !once && !isOver
  }

  private var isOver: Bool { Interruption.isAsked || output.isClosed }

  private mutating func append(_ sample: ProgramSample) {
    if json { return output.line.append(object: sample, clock: clock) }
    let redraws = !once && Terminal.isTerminal(STDOUT_FILENO)
    let size = Terminal.size(of: STDOUT_FILENO)
    if redraws { output.line.append(Self.redraw) }
    let table = ProgramTable(
      width: size?.columns ?? ProgramTable.leastWidth, height: redraws ? size?.lines : nil)
    table.append(sample, at: once ? nil : clock.timeOfDay(sample.time), to: &output.line)
    if !redraws, !once { output.line.endLine() }
  }

  private func sleep(until time: UInt64) {
    while !isOver {
      let now = EventClock.now
      if now >= time { return }
      usleep(UInt32(min(Self.patience, time - now) / 1000 + 1))
    }
  }
}
