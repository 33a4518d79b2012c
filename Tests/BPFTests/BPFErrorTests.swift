// SPDX-License-Identifier: Apache-2.0

import Glibc
import Testing

@testable import BPF

@Suite struct BPFErrorTests {
  @Test func `an error names the thing, the cause and the last line of the log`() {
    let error = BPFError.failed(
      .load, subject: "runqlat", code: LibbpfCode(EACCES),
      log: VerifierLog("R1 type=ctx expected=fp"))
    #expect(
      error.description
        == "cannot load 'runqlat': Permission denied (R1 type=ctx expected=fp)")
    #expect(error.code?.isRefusal == true)
  }

  @Test func `libbpf's own numbers have a text of their own`() {
    #expect(LibbpfCode(4003).text == "Endian mismatch")
  }

  @Test func `a result below zero becomes an error, any other passes`() throws {
    #expect(try check(3, .read, "map") == 3)
    #expect(throws: BPFError.failed(.read, subject: "map", code: LibbpfCode(ENOENT), log: nil)) {
      try check(-ENOENT, .read, "map")
    }
  }

  @Test func `bytes that are no object cannot be opened`() {
    let error = #expect(throws: BPFError.self) {
      _ = try OpenObject([1, 2, 3, 4], name: "nonsense")
    }
    guard case .failed(.open, subject: "nonsense", _, _) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
  }
}
