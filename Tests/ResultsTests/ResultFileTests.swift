// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import Glibc
import Testing

@testable import Results

@Suite struct ResultFileTests {
  @Test func `a document comes back from a file, which is replaced whole`() throws {
    try withTemporaryFolder { folder in
      try ResultFile.write(Array("old".utf8), to: "\(folder)/a.json")
      try Sample.document.write(to: "\(folder)/a.json")
      #expect(try MeasureDocument(path: "\(folder)/a.json") == Sample.document)
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["a.json"])
    }
  }

  @Test func `a symbolic link keeps pointing at the file that is replaced`() throws {
    try withTemporaryFolder { folder in
      try ResultFile.write([1], to: "\(folder)/target")
      try FileManager.default.createSymbolicLink(
        atPath: "\(folder)/link", withDestinationPath: "target")
      try ResultFile.write([2], to: "\(folder)/link")
      #expect(try ResultFile.read("\(folder)/target") == [2])
      #expect(
        try FileManager.default.destinationOfSymbolicLink(atPath: "\(folder)/link") == "target")
    }
  }

  @Test func `what is no regular file is written to, not replaced`() throws {
    try ResultFile.write([1], to: "/dev/null")
    #expect(throws: ResultsError.cannotWrite(path: "/dev/full", reason: "no space left on device"))
    {
      try ResultFile.write([1], to: "/dev/full")
    }
  }

  @Test func `whether a file can be written is found out without a trace`() throws {
    try withTemporaryFolder { folder in
      try ResultFile.write([1], to: "\(folder)/old")
      try ResultFile.checkWritable("\(folder)/old")
      try ResultFile.checkWritable("\(folder)/new")
      try ResultFile.checkWritable("/dev/null")
      #expect(try ResultFile.read("\(folder)/old") == [1])
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["old"])
      for (path, reason) in [
        ("\(folder)/no/a", "no such file or directory"), (folder, "is a directory"),
        ("/proc/a", "no such file or directory"), ("\(folder)/old/a", "not a directory"),
      ] {
        #expect(throws: ResultsError.cannotWrite(path: path, reason: reason)) {
          try ResultFile.checkWritable(path)
        }
      }
    }
  }

  @Test func `the error names the path and the reason`() {
    let error = #expect(throws: ResultsError.self) { try ResultFile.write([], to: "/no/such/a") }
    #expect(error?.description == "cannot write '/no/such/a': no such file or directory")
    #expect(throws: ResultsError.cannotRead(path: "/no", reason: "no such file or directory")) {
      try ResultFile.read("/no")
    }
  }

  @Test func `a disk that fills up leaves the old file and nothing else`() async throws {
    // A limit on the size of files fails in the middle of a write, like a full disk. It would hit
    // every test of this process, hence one of its own.
    await #expect(processExitsWith: .success) {
      try withTemporaryFolder { folder in
        try ResultFile.write([1], to: "\(folder)/a")
        signal(SIGXFSZ, SIG_IGN)
        var limit = rlimit(rlim_cur: 4096, rlim_max: 4096)
        try #require(unsafe setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit) == 0)
        let error = ResultsError.cannotWrite(path: "\(folder)/a", reason: "file too large")
        #expect(throws: error) {
          try ResultFile.write([UInt8](repeating: 2, count: 10_000), to: "\(folder)/a")
        }
        #expect(try ResultFile.read("\(folder)/a") == [1])
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["a"])
      }
    }
  }
}

/// Runs `body` with a folder that is gone afterwards.
func withTemporaryFolder(_ body: (String) throws -> Void) throws {
  let folder =
    "\(FileManager.default.temporaryDirectory.path)/tare-\(UInt64.random(in: 0 ... .max))"
  try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
  defer { #expect(throws: Never.self) { try FileManager.default.removeItem(atPath: folder) } }
  try body(folder)
}
