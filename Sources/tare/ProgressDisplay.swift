// SPDX-License-Identifier: Apache-2.0

import Calibration
import Results
import Scale

/// Shows how far a run has come: a bar on a terminal, a line for each step in a log.
final class ProgressDisplay {
  private let isTerminal: Bool
  private var lastBar = ""
  private static let barWidth = 24

  init(_ isTerminal: Bool) { self.isTerminal = isTerminal }

  func show(_ progress: MeasureProgress) {
    switch progress {
    case .calibrating(let fraction):
      draw("looking at the machine's noise", fraction)
    case .calibrated(let calibration):
      note(describe(calibration))
    case .weighing(let index, let count, let cell, let fraction):
      draw("\(index + 1)/\(count) \(cell)", (Double(index) + fraction) / Double(count))
    case .finished(let index, let count, let cell):
      note("\(index + 1)/\(count) \(cell.probe) on \(cell.workload): \(describe(cell))")
    }
  }

  /// Shows a step of a calibration; in a log each step has its line.
  func show(_ progress: CalibrateProgress) {
    if isTerminal {
      draw(progress.step, progress.fraction)
    } else if progress.step != lastBar {
      lastBar = progress.step
      note("\(Int(progress.fraction * 100)) %, \(progress.step)")
    }
  }

  /// Shows what is done now, without a bar; nothing in a log.
  func say(_ step: String) {
    guard isTerminal else { return }
    clear()
    lastBar = step
    Terminal.write(step)
  }

  /// Takes the bar off the screen.
  func clear() {
    if isTerminal, !lastBar.isEmpty { Terminal.write("\r\u{1B}[K") }
    lastBar = ""
  }

  private func draw(_ text: String, _ fraction: Double) {
    guard isTerminal else { return }
    let filled = Int(fraction * Double(Self.barWidth))
    let bar =
      String(repeating: "█", count: filled)
      + String(repeating: "░", count: Self.barWidth - filled)
    let line = "\(bar) \(text)"
    guard line != lastBar else { return }
    lastBar = line
    Terminal.write("\r\(line)\u{1B}[K")
  }

  /// Writes a line to a log; on a terminal the table says it at the end.
  private func note(_ text: String) {
    if !isTerminal { Terminal.write("tare: \(text)\n") }
  }

  private func describe(_ calibration: Calibration) -> String {
    let effect = calibration.smallestDetectableEffect
    return "stints of \(tenths(calibration.stintMilliseconds)) ms; in 10 s an effect of "
      + "\(tenths(effect.nanoseconds)) ns (\(tenths(effect.percent)) %) can be seen"
  }

  private func describe(_ cell: Cell) -> String {
    switch cell.verdict {
    case .measured: "measured, \(cell.loads) loads, \(tenths(cell.wallSeconds)) s"
    case .invalid(let reason): "invalid, \(reason)"
    case .failed(let reason, _): "failed, \(reason)"
    case .unsupported(let reason): "unsupported, \(reason)"
    }
  }

  private func tenths(_ value: Double) -> String { String((value * 10).rounded() / 10) }
}
