// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

extension RunningKernelTests {
  /// `tare ext4slower` as its user runs it.
  @Suite(.requiresExt4) struct Ext4slowerToolTests {
    private let folder: TemporaryFolder

    init() throws {
      folder = try TemporaryFolder()
    }

    /// Writes and reads a file and makes sure of it.
    private var work: String {
      "cd '\(folder.url.path)'; dd if=/dev/zero of='a \"file,' bs=3k count=2 conv=fsync 2>/dev/null; "
        + "dd if='a \"file,' of=/dev/null bs=3k 2>/dev/null"
    }

    private func run(_ arguments: String...) throws -> TareRun.Outcome {
      try TareRun(["ext4slower"] + arguments + ["--exec", work]).start().finish()
    }

    @Test(.requiresRoot) func `0 shows every operation in the known columns`() throws {
      let outcome = try run("0", "-n", "dd")
      #expect(outcome.exitCode == 0)
      #expect(
        outcome.lines.first
          == "TIME     COMM             PID     T BYTES   OFF_KB   LAT(ms) FILENAME")
      let ours = outcome.lines.filter { $0.hasSuffix(#" a "file,"#) }
      #expect(
        ours.contains { $0.contains(#/^[0-9:]{8} dd +[0-9]+ +W 3072 +3 +[0-9]+\.[0-9]{2} /#) })
      #expect(ours.contains { $0.contains(#/ R 3072 +0 /#) })
      #expect(ours.contains { $0.contains(#/ O 0 /#) })
      #expect(ours.contains { $0.contains(#/ S 0 /#) })
    }

    @Test(.requiresRoot) func `what is faster, or another's, is not shown`() throws {
      #expect(try run("-m", "10000").lines.count == 1)
      #expect(try run("--min", "0", "-n", "dd").lines.count > 1)
      #expect(try run("10000").lines.count == 1)
      #expect(try run("0", "-n", "nobody").lines.count == 1)
      #expect(try run("0", "-u", "4711").lines.count == 1)
      #expect(try run("0", "-u", "0", "-n", "dd").lines.count > 1)
      #expect(try TareRun.run("ext4slower", "0", "-p", "1", "-d", "0.1").lines.count == 1)
    }

    @Test(.requiresRoot) func `-c is read by Python's parser`() throws {
      let outcome = try run("0", "-c", "-n", "dd")
      #expect(
        outcome.lines.first == "ENDTIME_us,TASK,PID,TYPE,BYTES,OFFSET_b,LATENCY_us,FILE")
      try Data(outcome.output.utf8).write(to: folder.url.appending(path: "csv"))
      let rows = try Program.run(
        "import csv, json; print(json.dumps(list(csv.reader(open('csv')))))", in: folder.url,
        telling: [[String]].self
      ).truth
      #expect(rows.allSatisfy { $0.count == 8 })
      #expect(rows.contains { $0[1] == "dd" && $0[3] == "W" && $0[7] == #"a "file,"# })
    }

    @Test(.requiresRoot) func `--json has every field`() throws {
      let run = try JSONRun(["ext4slower", "0", "-n", "dd", "--exec", work])
      let write = try #require(
        run.events.first { $0["operation"] as? String == "write" && $0["offset"] as? Int == 3072 })
      #expect(write["bytes"] as? Int == 3072)
      #expect(write["errno"] as? Int == 0)
      #expect(write["name"] as? String == #"a "file,"#)
      #expect(try #require(write["duration_ns"] as? Int) > 0)
      #expect(run.texts("operation").contains("fsync"))
      let top = try JSONRun(["ext4slower", "0", "--top", "1", "-n", "dd", "--exec", work])
      #expect(top.texts("subject") == [#"a "file,"#])
    }
  }
}
