// SPDX-License-Identifier: Apache-2.0

import BPF
import Results

/// The answer of a trial, with its reason.
struct TrialAnswer: Hashable, Sendable {
  var answer: Feature.Answer
  var reason: String?
  var detail: String?

  static func yes(_ detail: String? = nil) -> TrialAnswer {
    TrialAnswer(answer: .yes, detail: detail)
  }

  static func no(_ reason: String) -> TrialAnswer { TrialAnswer(answer: .no, reason: reason) }

  static func unknown(_ reason: String) -> TrialAnswer {
    TrialAnswer(answer: .unknown, reason: reason)
  }

  /// The time limit of a trial; under emulation some take a second.
  private static let deadlineSeconds = 20.0

  /// Runs a trial on its own thread. The kernel's refusal is a no.
  static func trying(
    _ body: @escaping @Sendable () throws(BPFError) -> TrialAnswer
  ) -> TrialAnswer {
    let answer = Deadline.run(seconds: deadlineSeconds) { () -> TrialAnswer in
      do throws(BPFError) { return try body() } catch { return .no(error.kernelReason) }
    }
    return answer ?? .unknown("the kernel gave no answer within \(Int(deadlineSeconds)) s")
  }
}

extension BPFError {
  /// The failed operation and the kernel's reason: errno's text and the log's last line.
  var kernelReason: String {
    guard case .failed(let operation, _, let code, let log) = self else { return description }
    let said = log?.tellingLine.map { ": \($0)" } ?? ""
    return "\(operation.rawValue): \(code.text)\(said)"
  }
}

extension VerifierLog {
  /// The last line, unless libbpf only repeats the failure in it.
  fileprivate var tellingLine: String? {
    guard let line = lastLine else { return nil }
    let isEcho = line.hasPrefix("libbpf: ") && line.contains(": failed to ")
    return isEcho ? nil : line
  }
}

extension Feature {
  /// A feature from a trial's answer.
  init(
    _ name: String, _ trial: TrialAnswer, kind: String? = nil, isOptional: Bool = false,
    hints: [Hint] = [], facts: [Fact] = [], neededBy: Set<String> = []
  ) {
    self.init(
      name, trial.answer, reason: trial.reason, detail: trial.detail, kind: kind,
      isOptional: isOptional, hints: hints, facts: facts, neededBy: Array(neededBy))
  }
}
