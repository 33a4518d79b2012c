// SPDX-License-Identifier: Apache-2.0

import ArgumentParser

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

  /// The grace period in nanoseconds.
  var graceNanoseconds: UInt64 { grace?.nanoseconds ?? Self.defaultGrace }
}
