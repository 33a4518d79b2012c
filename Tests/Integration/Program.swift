// SPDX-License-Identifier: Apache-2.0

import Foundation

/// A small Python program that causes known events and prints, as one JSON document, what it did.
struct Program {
  /// Its output's end, decoded, and its process.
  struct Outcome<Truth: Decodable> {
    let truth: Truth
    let pid: UInt32
  }

  /// The program could not be run, or said something else.
  struct Failure: Error, CustomStringConvertible {
    let description: String
  }

  /// The interpreter itself: `python3` may be a script that runs a hundred programs first.
  private static let interpreter = Result<String, any Error> {
    let text = try output(
      of: "/usr/bin/env", ["python3", "-c", "import json, sys; print(json.dumps(sys.executable))"])
    return try JSONDecoder().decode(String.self, from: text.data)
  }

  /// Runs a program to its end in a folder.
  static func run<Truth: Decodable>(
    _ source: String, in folder: URL, telling type: Truth.Type
  ) throws -> Outcome<Truth> {
    // Without what a machine adds to Python.
    let ended = try output(of: try interpreter.get(), ["-I", "-S", "-c", source], in: folder)
    return Outcome(truth: try JSONDecoder().decode(type, from: ended.data), pid: ended.pid)
  }

  /// Runs any program to its end.
  ///
  /// - Returns: What it wrote to standard output, and its process.
  /// - Throws: `Failure` where it ends with another code than 0.
  static func output(
    of path: String, _ arguments: [String], in folder: URL? = nil
  ) throws -> (data: Data, pid: UInt32) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: path)
    process.arguments = arguments
    process.currentDirectoryURL = folder
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      throw Failure(description: "\(path) ended with \(process.terminationStatus)")
    }
    return (data, UInt32(process.processIdentifier))
  }
}
