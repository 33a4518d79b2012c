// SPDX-License-Identifier: Apache-2.0

import ArgumentParser

/// The options that say what a tool may cost.
struct BudgetOptions: ParsableArguments {
  private static let defaultGrace: UInt64 = 1_000_000_000

  @Option(
    help: ArgumentHelp(
      "What it may cost: 1% of a CPU, or 200ns/op an event. Where it costs more, it detaches and ends "
        + "with exit code 75.", valueName: "limit"))
  var budget: Budget?

  @Option(
    help: ArgumentHelp(
      "How long it may cost more than --budget. Default: 1.", valueName: "seconds"))
  var grace: Seconds?

  @Flag(help: "Do not end, but keep within --budget by tracing part of the time.")
  var sample = false

  func validate() throws {
    if sample, budget == nil { throw ValidationError("--sample goes with --budget") }
    if grace != nil, budget == nil { throw ValidationError("--grace goes with --budget") }
    if sample, grace != nil {
      throw ValidationError(
        "--sample and --grace exclude each other: sampling is never over budget")
    }
  }

  /// The grace period in nanoseconds.
  var graceNanoseconds: UInt64 { grace?.nanoseconds ?? Self.defaultGrace }
}
