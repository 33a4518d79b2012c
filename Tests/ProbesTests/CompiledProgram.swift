// SPDX-License-Identifier: Apache-2.0

import Foundation
import Testing

/// A program or library that was compiled for a test, in a folder of its own; gone when its holder
/// is.
final class CompiledProgram {
  let path: String
  private let folder: URL

  /// Compiles a source with the system's compiler.
  ///
  /// - Parameters:
  ///   - source: The text.
  ///   - name: The name of the result.
  ///   - language: `c` or `c++`.
  ///   - options: More for the compiler.
  /// - Throws: Where it does not compile.
  init(
    _ source: String, as name: String = "program", language: String = "c",
    _ options: String...
  ) throws {
    folder = URL(fileURLWithPath: "/var/tmp/tare-\(UUID().uuidString)")
    path = folder.appending(path: name).path
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
    let text = folder.appending(path: "source")
    try Data(source.utf8).write(to: text)
    let process = Process()
    process.executableURL = URL(fileURLWithPath: language == "c" ? "/usr/bin/gcc" : "/usr/bin/g++")
    process.currentDirectoryURL = folder
    process.arguments = ["-O1", "-x", language, text.path, "-o", path] + options
    try process.run()
    process.waitUntilExit()
    try #require(process.terminationStatus == 0)
  }

  /// Its bytes.
  var bytes: [UInt8] {
    get throws { Array(try Data(contentsOf: URL(fileURLWithPath: path))) }
  }

  deinit {
    do { try FileManager.default.removeItem(at: folder) } catch {
      print("left behind: \(folder.path)")
    }
  }
}
