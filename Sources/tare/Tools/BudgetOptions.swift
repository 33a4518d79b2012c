// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Budgeting
import Probes

/// The budget of a tool, as its options give it.
struct BudgetOptions {
  private static let defaultGrace: UInt64 = 1_000_000_000

  let budget: Budget?
  let grace: Seconds?
  let sample: Bool

  func validate() throws {
    if sample, budget == nil { throw ValidationError("--sample goes with --budget") }
    if grace != nil, budget == nil { throw ValidationError("--grace goes with --budget") }
    if sample, grace != nil {
      throw ValidationError(
        "--sample and --grace exclude each other: sampling is never over budget")
    }
  }

  /// How to keep within the budget.
  var reaction: BudgetWatch.Reaction {
    sample ? .sample : .detach(after: grace?.nanoseconds ?? Self.defaultGrace)
  }
}

extension Budget: ExpressibleByArgument {
  /// Reads `1%` or `200ns/op`.
  public init?(argument: String) { self.init(argument) }
}
