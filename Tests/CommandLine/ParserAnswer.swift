// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Testing

@testable import tare

/// What the command line answers to words before a command runs: nothing where they are right.
struct ParserAnswer {
  private let refusal: (any Error)?

  init(to words: [String]) {
    do {
      _ = try Tare.parseAsRoot(words)
      refusal = nil
    } catch { refusal = error }
  }

  /// The exit code of the program; 0 where the words are a command or ask for help.
  var exitCode: Int32 { refusal.map { Tare.exitCode(for: $0).rawValue } ?? 0 }

  /// What standard error says, without the usage at its end, which names every option there is.
  var message: String {
    let text = refusal.map { Tare.fullMessage(for: $0) } ?? ""
    return text.firstRange(of: "\nUsage: ").map { String(text[..<$0.lowerBound]) } ?? text
  }

  /// Expects that words are answered with 64 and a message that holds a text.
  static func expectRefusal(
    of words: [String], saying text: String, sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let answer = ParserAnswer(to: words)
    #expect(answer.exitCode == 64, "\(words)", sourceLocation: sourceLocation)
    let message = answer.message
    #expect(message.contains(text), "\(words): \(message)", sourceLocation: sourceLocation)
  }
}
