// SPDX-License-Identifier: Apache-2.0

import BPF
import Scale
import System
import Workloads

extension LoadFindings {
  /// Counts a report, and keeps the words of the first wrong one.
  mutating func count(_ kind: EventKind, isRight: Bool, _ words: @autoclosure () -> String) {
    seen[kind, default: .init()].reported += 1
    guard !isRight else { return }
    seen[kind, default: .init()].wrong += 1
    note = note ?? words()
  }

  /// Counts a record that cannot be decoded.
  mutating func countUndecodable(_ kind: EventKind) {
    note = "a record could not be decoded"
    seen[kind, default: .init()].wrong += 1
  }

  /// Reads the counts of a probe that counts in the kernel; the CPU time is the reader's.
  static func reading<Counts>(
    _ read: () throws(BPFError) -> Counts
  ) throws(BPFError) -> (findings: LoadFindings, counts: Counts) {
    let start = Clocks.threadNanoseconds()
    let counts = try read()
    var findings = LoadFindings()
    findings.readerNanoseconds = Clocks.threadNanoseconds() - start
    return (findings, counts)
  }
}
