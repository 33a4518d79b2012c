// SPDX-License-Identifier: Apache-2.0

import Foundation

@testable import Kernels

/// The `tare` that was built with the tests, run as a user would run it.
final class TareCommand {
  private let process = Process()
  private let output = Pipe()
  private let errors = Pipe()
  private var seenErrors = ""
  private var seenOutput = ""

  /// What came of a run that has ended.
  struct Outcome {
    var exitCode: Int32
    var output: String
    var errors: String
  }

  /// - Parameters:
  ///   - arguments: After `tare`.
  ///   - mounts: Commands of the shell that change what the program sees of the file system, and
  ///     nobody else; they need root.
  ///   - environment: Variables that are set otherwise than here.
  init(_ arguments: [String], mounts: String? = nil, environment: [String: String] = [:]) {
    if let mounts {
      process.executableURL = URL(fileURLWithPath: "/usr/bin/unshare")
      process.arguments =
        ["--mount", "/bin/sh", "-ec", "\(mounts)\nexec \"$0\" \"$@\"", Fixture.tare] + arguments
    } else {
      process.executableURL = URL(fileURLWithPath: Fixture.tare)
      process.arguments = arguments
    }
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    process.standardOutput = output
    process.standardError = errors
    process.standardInput = FileHandle.nullDevice
  }

  /// The process, which keeps its number through `unshare` and the shell.
  var pid: Int32 { process.processIdentifier }

  /// Starts it.
  func start() throws -> Self {
    try process.run()
    return self
  }

  /// Waits until standard output holds a text; `false` where it ends without.
  func waitForOutput(_ text: String) -> Bool {
    Self.wait(for: text, from: output, seen: &seenOutput)
  }

  /// Waits until standard error holds a text; `false` where it ends without.
  func waitForErrors(_ text: String) -> Bool {
    Self.wait(for: text, from: errors, seen: &seenErrors)
  }

  private static func wait(for text: String, from pipe: Pipe, seen: inout String) -> Bool {
    while !seen.contains(text) {
      let data = pipe.fileHandleForReading.availableData
      if data.isEmpty { return false }
      seen += String(decoding: data, as: UTF8.self)
    }
    return true
  }

  /// Waits for its end.
  func finish() -> Outcome {
    let output = output.fileHandleForReading.readDataToEndOfFile()
    let errors = errors.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return Outcome(
      exitCode: process.terminationStatus,
      output: seenOutput + String(decoding: output, as: UTF8.self),
      errors: seenErrors + String(decoding: errors, as: UTF8.self))
  }

  /// Runs it to its end.
  static func run(
    _ arguments: [String], mounts: String? = nil, environment: [String: String] = [:]
  ) throws -> Outcome {
    try TareCommand(arguments, mounts: mounts, environment: environment).start().finish()
  }
}
