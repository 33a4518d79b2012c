// SPDX-License-Identifier: Apache-2.0

import Foundation

/// The `tare` program that was built beside the tests, run as a user would run it.
final class TareRun {
  let process = Process()
  private let output = PipeText()
  private let errors = PipeText()

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
    process.standardOutput = output.pipe
    process.standardError = errors.pipe
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
    output.start()
    errors.start()
    return self
  }

  /// Waits until standard error holds a text, after those waited for before; `false` where it ends
  /// without.
  func wait(for text: String) -> Bool { errors.wait(for: text) }

  /// Waits until standard output holds a text, after those waited for before; `false` where it ends
  /// without.
  func waitForOutput(_ text: String) -> Bool { output.wait(for: text) }

  /// Sends it a signal.
  func send(_ signal: Int32) { kill(process.processIdentifier, signal) }

  /// Waits for its end.
  func finish() -> Outcome {
    let outcome = Outcome(exitCode: 0, output: output.whole(), errors: errors.whole())
    process.waitUntilExit()
    return Outcome(
      exitCode: process.terminationStatus, output: outcome.output, errors: outcome.errors)
  }

  /// Runs it to its end.
  static func run(
    _ arguments: String..., asUser user: String? = nil, environment: [String: String] = [:]
  ) throws -> Outcome {
    try TareRun(arguments, asUser: user, environment: environment).start().finish()
  }
}
