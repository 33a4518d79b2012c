// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import Glibc
import System
import Testing

@testable import Results

/// The Python that reads what we write, as anybody's would.
enum Python {
  /// What a command printed and how it ended.
  struct Outcome {
    let status: Int32
    let output: String
  }

  static func run(_ arguments: String...) throws -> Outcome {
    let command = ["python3"] + arguments.map { "'\($0)'" } + ["2>&1"]
    guard let pipe = unsafe popen(command.joined(separator: " "), "r") else {
      throw SystemError.last
    }
    var output: [UInt8] = []
    while true {
      let byte = unsafe fgetc(pipe)
      if byte == EOF { break }
      output.append(UInt8(byte))
    }
    return Outcome(status: unsafe pclose(pipe), output: String(decoding: output, as: UTF8.self))
  }

  /// False when the module is missing and may be; with TARE_REQUIRE_ALL=1 the test runs and fails.
  static func has(_ module: String) throws -> Bool {
    if unsafe getenv("TARE_REQUIRE_ALL") != nil { return true }
    return try run("-c", "import \(module)").status == 0
  }

  /// What a JSON Schema of this repository does not allow of a document, a line each.
  static func problem(with json: [UInt8], schema: String) throws -> String {
    let program = """
      import json, jsonschema, sys
      schema = json.load(open(sys.argv[1]))
      jsonschema.Draft202012Validator.check_schema(schema)
      for error in jsonschema.Draft202012Validator(schema).iter_errors(json.load(open(sys.argv[2]))):
          print(error.json_path, error.message)
      """
    var output = ""
    try withTemporaryFolder { folder in
      try ResultFile.write(json, to: "\(folder)/a.json")
      output = try run("-c", program, repositoryFile(schema), "\(folder)/a.json").output
    }
    return output
  }

  /// The text of a file of this repository.
  static func repositoryFile(_ path: String) -> String {
    "\(#filePath.split(separator: "/").dropLast(3).map { "/\($0)" }.joined())/\(path)"
  }
}

@Suite struct PythonTests {
  @Test(.enabled(if: try Python.has("json"), "python3 is not installed"))
  func `the decoder in docs/result-document.md prints every slice`() throws {
    let page = String(
      decoding: try ResultFile.read(Python.repositoryFile("docs/result-document.md")),
      as: UTF8.self)
    let program = try #require(page.firstMatch(of: /```python\n((?s).*?)```/)).output.1
    var document = Sample.document
    document.cells = [Sample.cell()]
    document.cells[0].raw.loads[1].blocks[3].stints[1].slices.removeLast()
    try withTemporaryFolder { folder in
      try ResultFile.write(Array(program.utf8), to: "\(folder)/slices.py")
      try document.write(to: "\(folder)/a.json")
      let printed = try Python.run("\(folder)/slices.py", "\(folder)/a.json")
      #expect(printed.status == 0)
      #expect(printed.output == rows(document.cells[0]))
    }
  }

  private func rows(_ cell: Cell) -> String {
    var rows = ""
    for (load, blocks) in cell.raw.loads.map(\.blocks).enumerated() {
      for (block, stints) in blocks.map(\.stints).enumerated() {
        for (place, stint) in stints.enumerated() {
          for slice in stint.slices {
            let columns: [Any] = [
              cell.probe, cell.rung, cell.workload, load, block, place,
              cell.raw.conditions[stint.condition].name, stint.isExcluded ? 1 : 0,
              slice.cpuNanoseconds, slice.wallNanoseconds,
            ]
            rows += columns.map { "\($0)" }.joined(separator: "\t") + "\n"
          }
        }
      }
    }
    return rows
  }

  @Test(.enabled(if: try Python.has("jsonschema"), "python3 with jsonschema is not installed"))
  func `documents satisfy docs/measure.schema.json, broken ones do not`() throws {
    let bare = Cell(
      probe: "opensnoop", rung: "fexit", workload: "open-storm", role: .bystander, unit: "open",
      verdict: .unsupported(reason: "EPERM (1)"))
    let documents = [
      Sample.document, MeasureDocument(sitting: Sample.sitting(), cells: []),
      MeasureDocument(sitting: Sample.sitting(), cells: [bare]),
    ]
    let schema = "docs/measure.schema.json"
    for document in documents {
      #expect(try Python.problem(with: try document.json(), schema: schema) == "")
    }
    var text = String(decoding: try Sample.document.json(), as: UTF8.self)
    text = text.replacing(#""kind" : "failed""#, with: #""kind" : "measured""#)
    #expect(try Python.problem(with: Array(text.utf8), schema: schema) != "")
  }

  @Test(.enabled(if: try Python.has("jsonschema"), "python3 with jsonschema is not installed"))
  func `documents satisfy docs/matrix.schema.json, broken ones do not`() throws {
    let schema = "docs/matrix.schema.json"
    for document in [MatrixSample.document, MatrixSample.empty] {
      #expect(try Python.problem(with: try document.json(), schema: schema) == "")
    }
    let text = String(decoding: try MatrixSample.document.json(), as: UTF8.self)
    for (good, bad) in [
      (#""verdict" : "lossy""#, #""verdict" : "fine""#), (#""boot" : 1"#, #""boot" : 0"#),
      (#""agrees" : true,"#, ""), (#""range" : {"#, #""ranged" : {"#),
      (#""reason" : "EPERM"#, #""raison" : "EPERM"#),
    ] {
      let broken = text.replacing(good, with: bad)
      try #require(broken != text)
      #expect(try Python.problem(with: Array(broken.utf8), schema: schema) != "", "\(bad)")
    }
  }

  @Test(
    .enabled(if: try Python.has("jsonschema"), "python3 with jsonschema is not installed"),
    arguments: ["measure", "matrix", "calibration"])
  func `what is kept in results satisfies its schema`(kind: String) throws {
    let json = try ResultFile.read(Python.repositoryFile("results/\(kind).json"))
    #expect(try Python.problem(with: json, schema: "docs/\(kind).schema.json") == "")
  }
}
