// SPDX-License-Identifier: Apache-2.0

/// A line of Swift Testing's event stream, as far as it is looked at.
struct TestEvent: Decodable {
  struct Payload: Decodable {
    struct Message: Decodable {
      var text: String
    }

    var kind: String
    var testID: String?
    var messages: [Message]?
  }

  var payload: Payload

  /// The test's suite: `OpensnoopTests` of
  /// `IntegrationTests.RunningKernelTests/OpensnoopTests/name(rung:)/OpensnoopTests.swift:22:6`.
  private var suite: String {
    let parts = (payload.testID ?? "").split(separator: "/")
    return parts.count > 1 ? String(parts[1]) : ""
  }

  /// Its suite, where a case of a test has come to its end, however that was.
  var endedCase: String? { payload.kind == "testCaseEnded" ? suite : nil }

  /// What went wrong; a test without cases for the guest's rungs is left out rightly.
  var problem: String? {
    let bad = ["issueRecorded", "testCancelled", "testCaseCancelled", "testSkipped"]
    let text = (payload.messages ?? []).map(\.text).joined(separator: " ")
    guard bad.contains(payload.kind), !text.contains("No test cases found") else { return nil }
    return "\(payload.kind) in \(suite): \(text.prefix(500))"
  }
}
