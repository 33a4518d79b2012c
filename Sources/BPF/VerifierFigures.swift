// SPDX-License-Identifier: Apache-2.0

/// The verifier's figures of a program it accepted, from the closing lines of its log:
/// `verification time 123 usec`, `processed 131 insns (limit 1000000) max_states_per_insn 0
/// total_states 9 peak_states 9` (`print_verification_stats` in verifier.c).
public struct VerifierFigures: Sendable, Hashable {
  /// Instructions it processed, along all paths.
  public let processedInstructions: UInt64
  /// States it kept in all.
  public let totalStates: UInt64?
  /// States it held at once, at most.
  public let peakStates: UInt64?
  /// The time of verification in microseconds.
  public let verificationMicroseconds: UInt64?

  /// Reads the end of a log; `nil` where it has no such lines.
  public init?(log: String) {
    let words = log.split(whereSeparator: \.isWhitespace)
    func number(after word: String) -> UInt64? {
      guard let index = words.lastIndex(where: { $0 == word }), index + 1 < words.count else {
        return nil
      }
      return UInt64(words[index + 1])
    }
    guard let processed = number(after: "processed") else { return nil }
    processedInstructions = processed
    totalStates = number(after: "total_states")
    peakStates = number(after: "peak_states")
    verificationMicroseconds = number(after: "time")
  }
}
