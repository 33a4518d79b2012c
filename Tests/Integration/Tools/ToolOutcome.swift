// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

/// A tool's run with `--json`, read by Python's parser.
struct JSONRun {
  /// The objects, in order, the last one (`end`) apart.
  let events: [[String: Any]]
  let end: [String: Any]

  init(_ arguments: [String]) throws {
    let run = try TareRun(arguments + ["--json"]).start().finish()
    try #require(run.exitCode == 0, "\(run.errors)")
    let objects = try Self.parse(run.output)
    end = try #require(objects.last)
    events = Array(objects.dropLast())
    #expect(end["event"] as? String == "end")
    #expect(end["lost"] as? Int == 0)
  }

  /// What Python's parser makes of lines, one object each.
  static func parse(_ lines: String) throws -> [[String: Any]] {
    let folder = try TemporaryFolder()
    try Data(lines.utf8).write(to: folder.url.appending(path: "lines"))
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.currentDirectoryURL = folder.url
    process.arguments = [
      "python3", "-c",
      """
      import base64, json
      objects = [json.loads(line) for line in open("lines", encoding="utf-8")]
      for object in objects:
          for key in [key for key in object if key.endswith("_base64")]:
              whole = object.pop(key)
              if isinstance(whole, list): whole = [base64.b64decode(x, validate=True).hex() for x in whole]
              else: whole = base64.b64decode(whole, validate=True).hex()
              object[key.removesuffix("_base64") + "_hex"] = whole
      print(json.dumps(objects))
      """,
    ]
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    try #require(process.terminationStatus == 0)
    let objects = try JSONSerialization.jsonObject(with: data)
    return try #require(objects as? [[String: Any]])
  }

  /// One member of every event, as text.
  func texts(_ key: String) -> [String?] { events.map { $0[key] as? String } }
}

extension TareRun.Outcome {
  /// The lines of standard output, the header first.
  var lines: [String] { output.split(separator: "\n").map(String.init) }

  /// The line that ends with a text.
  func line(endingWith text: String) -> String? { lines.first { $0.hasSuffix(text) } }
}
