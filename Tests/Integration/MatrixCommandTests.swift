// SPDX-License-Identifier: Apache-2.0

import Foundation
import Results
import Testing

/// `tare matrix` before it boots anything, and `tare report` of what it wrote.
@Suite struct MatrixCommandTests {
  @Test(arguments: ["--json", "--markdown", "--junit", "--consoles", "--expect"])
  func `a place that cannot be written or read ends it before anything is booted`(
    option: String
  ) throws {
    let run = try TareRun.run("matrix", option, "/no/such/folder/a")
    #expect(run.exitCode == 69)
    #expect(run.errors.split(separator: "\n").count == 1, "\(run.errors)")
    #expect(run.errors.contains("/no/such/folder/a"))
    #expect(run.output.isEmpty)
  }

  @Test func `a file that is no document to expect is named`() throws {
    let run = try TareRun.run("matrix", "--expect", "/dev/null")
    #expect(run.exitCode == 69)
    #expect(run.errors.hasPrefix("tare: '/dev/null': this is no result document"))
  }

  @Test func `report prints a matrix in each format, by what the file says it is`() throws {
    let folder = try TemporaryFolder()
    let path = folder.url.appending(path: "a.json").path
    try Self.document.write(to: path)
    let table = try TareRun.run("report", path)
    #expect(table.exitCode == 0)
    #expect(table.output.contains("opensnoop   ok"))
    #expect(
      try TareRun.run("report", path, "--markdown").output.hasPrefix("# Where the probes work"))
    #expect(
      try TareRun.run("report", path, "--junit").output.contains("<testcase classname=\"6.12\""))
  }

  @Test func `report says of a document that it does not know what it knows`() throws {
    let folder = try TemporaryFolder()
    let path = folder.url.appending(path: "a.json").path
    try ResultFile.write(Array(#"{"kind":"soup","schema":1}"#.utf8), to: path)
    let run = try TareRun.run("report", path)
    #expect(run.exitCode == 69)
    #expect(
      run.errors
        == "tare: '\(path)': the document is of kind 'soup', not 'measure' or 'matrix' or 'features' "
        + "or 'calibration' or 'afford'\n")
  }

  private static let document = MatrixDocument(
    tareVersion: "0.1.0", startedAt: "2026-03-01T12:00:00Z", elapsedSeconds: 10, command: ["tare"],
    host: .init(
      cpuModel: "a", cpuCount: 2, kernelRelease: "6.18", emulator: "QEMU", accelerator: .tcg,
      guestsAtATime: 2),
    split: .init(bootSeconds: 1, verdictSeconds: 2, costSeconds: 0),
    kernels: [
      KernelRun(
        series: "6.12", origin: "a", startedAt: "2026-03-01T12:00:00Z",
        cells: [MatrixCell(probe: "opensnoop", rung: "fexit", verdict: .exact)])
    ])
}
