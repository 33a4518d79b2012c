// SPDX-License-Identifier: Apache-2.0

import Foundation

/// The `tare` program that was built beside the tests, run as a user would run it.
final class TareRun {
  let process = Process()
  private let output = Pipe()
  private let errors = Pipe()

  /// What came of a run that has ended.
  struct Outcome {
    var exitCode: Int32
    var output: String
    var errors: String
  }

  /// The folder of the built programs.
  static var folder: URL {
    URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
  }

  static var program: URL {
    // The test runner may sit elsewhere: the bundle of tests tells where the build is.
    let bundle = URL(fileURLWithPath: CommandLine.arguments[0]).resolvingSymlinksInPath()
    return bundle.deletingLastPathComponent().appending(path: "tare")
  }

  init(_ arguments: [String], asUser user: String? = nil, environment: [String: String] = [:]) {
    if let user {
      process.executableURL = URL(fileURLWithPath: "/usr/bin/setpriv")
      process.arguments =
        ["--reuid", user, "--clear-groups", "--", Self.program.path] + arguments
    } else {
      process.executableURL = Self.program
      process.arguments = arguments
    }
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    process.standardOutput = output
    process.standardError = errors
    process.standardInput = FileHandle.nullDevice
  }

  /// A script for bash whose `$0` is the program.
  convenience init(script: String) {
    self.init([])
    process.executableURL = URL(fileURLWithPath: "/bin/bash")
    process.arguments = ["-c", script, Self.program.path]
  }

  /// Starts it.
  func start() throws -> Self {
    try process.run()
    return self
  }

  /// Waits until standard error holds a text.
  func wait(for text: String) { Self.wait(for: text, in: errors) }

  /// Waits until standard output holds a text.
  func waitForOutput(_ text: String) { Self.wait(for: text, in: output) }

  private static func wait(for text: String, in pipe: Pipe) {
    var seen = ""
    while !seen.contains(text) {
      let data = pipe.fileHandleForReading.availableData
      if data.isEmpty { return }
      seen += String(decoding: data, as: UTF8.self)
    }
  }

  /// Waits for its end.
  func finish() -> Outcome {
    let output = output.fileHandleForReading.readDataToEndOfFile()
    let errors = errors.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return Outcome(
      exitCode: process.terminationStatus, output: String(decoding: output, as: UTF8.self),
      errors: String(decoding: errors, as: UTF8.self))
  }

  /// Runs it to its end.
  static func run(
    _ arguments: String..., asUser user: String? = nil, environment: [String: String] = [:]
  ) throws -> Outcome {
    try TareRun(arguments, asUser: user, environment: environment).start().finish()
  }
}
