// SPDX-License-Identifier: Apache-2.0

import Results
import Statistics

/// The report of `tare afford` for a terminal of 80 columns.
public enum AffordTable {
  /// Lays a document out as text.
  ///
  /// - Parameters:
  ///   - document: Of one run.
  ///   - processes: How many processes of each probe are listed.
  ///   - style: Whether to colour it.
  /// - Returns: Lines of at most 80 columns, each ending in a line feed.
  public static func render(
    _ document: AffordDocument, processes: Int = 10, style: Style = .plain
  ) -> String {
    let sections = document.probes.map { lines($0, document, processes, style) }
    return ([preamble(document)] + sections).joined(separator: [""]).map { "\($0)\n" }.joined()
  }

  private static func preamble(_ document: AffordDocument) -> [String] {
    var text =
      "Linux \(document.kernelRelease) on \(document.cpuCount) × \(document.cpuModel), counted for "
      + "\(NumberFormat.fixed(document.countedSeconds, decimals: 1)) s"
    if let counting = document.countingNanosecondsPerSecond {
      text += "; counting itself took \(share(counting)) of a CPU"
    }
    var lines = Paragraph(text: text, indent: 2).lines
    if document.uncounted > 0 {
      let count = NumberFormat.count(Int(clamping: document.uncounted))
      lines +=
        Paragraph(
          text: "\(count) events were not counted: there were more processes than room."
        ).lines
    }
    return lines
  }

  private static func lines(
    _ forecast: ProbeForecast, _ document: AffordDocument, _ most: Int, _ style: Style
  ) -> [String] {
    guard let rung = forecast.rung, let cost = forecast.cost, let events = forecast.events,
      let price = forecast.price
    else {
      let reason = forecast.failure ?? "nothing was counted"
      return Paragraph(text: "\(forecast.probe): \(reason)", indent: 2).lines
    }
    let heading = "\(forecast.probe) on \(rung): \(share(cost)) of a CPU"
    var facts = ["\(rate(events)) events a second, each \(nanoseconds(price))"]
    if let rested = forecast.rested, let more = forecast.restedPrice {
      facts.append(
        "\(number(rested)) of them come after a millisecond or more, each \(nanoseconds(more)) more"
      )
    }
    if let others = forecast.others, let otherPrice = forecast.otherPrice {
      facts.append("\(rate(others)) other system calls a second, each \(nanoseconds(otherPrice))")
    }
    if let reader = forecast.readerPrice, let readerCost = forecast.readerCost {
      facts.append("its reader \(share(readerCost)) of a CPU, \(nanoseconds(reader)) an event")
    }
    facts.append(source(forecast))
    if let verification = forecast.verification { facts.append(text(of: verification)) }
    return [style.paint(heading, .strong)]
      + facts.flatMap { Paragraph(text: $0, lead: "  ", indent: 4).lines }
      + table(forecast.processes, most, style)
  }

  private static func source(_ forecast: ProbeForecast) -> String {
    switch forecast.source {
    case .thisMachine(let time): "prices of this machine and kernel, weighed \(time)"
    case .results(let place):
      "prices of another machine (\(place)); tare afford \(forecast.probe) --weigh weighs it here"
    case nil: ""
    }
  }

  private static func text(of verification: Verification) -> String {
    let events = NumberFormat.count(Int(verification.events.rounded()))
    let ratio = NumberFormat.fixed(verification.ratio, decimals: 2)
    let judgement =
      verification.isTelling
      ? "the forecast for these is \(ratio) times that" : "too few events to judge the forecast by"
    return "attached for \(NumberFormat.fixed(verification.seconds, decimals: 1)) s: \(events) "
      + "events a second cost \(share(verification.cost)) of a CPU (programs "
      + "\(share(verification.programs)), hooks \(share(verification.hooks)), reader "
      + "\(share(verification.reader))); \(judgement)"
  }

  private static func table(
    _ processes: [ProbeForecast.Process], _ most: Int, _ style: Style
  ) -> [String] {
    guard !processes.isEmpty, most > 0 else { return [] }
    let head =
      "PID".aligned(to: 9) + "  " + "COMM".padded(to: 16)
      + "EVENTS/s".aligned(to: 12) + "OTHER/s".aligned(to: 12) + "ADDED".aligned(to: 12)
    let rows = processes.prefix(most).map { process in
      "\(process.pid)".aligned(to: 9) + "  "
        + String(process.comm.map { $0.isNewline ? "?" : $0 }).padded(to: 16)
        + number(process.events).aligned(to: 12) + number(process.others).aligned(to: 12)
        + share(process.cost.estimate).aligned(to: 12)
    }
    let rest = processes.count - rows.count
    return [style.paint(head, .faint)] + rows
      + (rest > 0 ? ["  and \(NumberFormat.count(rest)) more"] : [])
  }

  // MARK: Numbers

  /// Nanoseconds in a second as a part of a CPU.
  private static func share(_ nanoseconds: Double) -> String {
    let percent = nanoseconds / 1e7
    return "\(NumberFormat.fixed(percent, decimals: abs(percent) < 1 ? 3 : 1)) %"
  }

  private static func share(_ cost: Interval) -> String {
    "\(share(cost.estimate)) (\(share(max(0, cost.low))) to \(share(cost.high)))"
  }

  private static func nanoseconds(_ price: Interval) -> String {
    "\(NumberFormat.fixed(price.estimate, decimals: 0)) ± "
      + "\(NumberFormat.fixed(price.margin, decimals: 0)) ns"
  }

  private static func rate(_ rate: Interval) -> String {
    "\(number(rate.estimate)) ± \(number(rate.margin))"
  }

  private static func number(_ value: Double) -> String {
    value >= 100 ? NumberFormat.count(Int(value.rounded())) : NumberFormat.fixed(value, decimals: 1)
  }
}
