// SPDX-License-Identifier: Apache-2.0

import Foundation
import Probes
import Testing

/// A stripped program has the names of its separate debug file: of the right one, in the process's
/// own root.
@Suite struct DebugFileTests {
  private let folder: TemporaryFolder
  private var path: String { folder.url.appending(path: "program").path }
  private var debug: String { folder.url.appending(path: "program.debug").path }

  init() throws { folder = try TemporaryFolder() }

  private func objcopy(_ arguments: String...) throws {
    _ = try Program.output(of: "/usr/bin/env", ["objcopy"] + arguments, in: folder.url)
  }

  /// Makes the program, and its symbols in a file of their own.
  private func make(_ function: String, options: [String] = []) throws {
    try LiveProgram.Source(function: function, options: options).make(path)
    try objcopy("--only-keep-debug", path, debug)
    try objcopy("--strip-all", path)
  }

  private func link() throws { try objcopy("--add-gnu-debuglink=program.debug", path) }

  private func name(_ program: LiveProgram) throws -> String {
    switch try UserSymbols(of: program.pid).place(of: program.address) {
    case .function(let name, _): name
    case .file(let name, _): "[\(name)]"
    case .unknown: "unknown"
    }
  }

  @Test(.requiresRoot, arguments: ["-Wl,--build-id", "-Wl,--build-id=none"])
  func `a link names a file beside the program, or in .debug there`(option: String) throws {
    try make("linked", options: [option])
    #expect(try name(try LiveProgram(path)) == "[program]")
    try link()
    #expect(try name(try LiveProgram(path)) == "linked")
    let inside = folder.url.appending(path: ".debug")
    try FileManager.default.createDirectory(at: inside, withIntermediateDirectories: false)
    try FileManager.default.moveItem(
      atPath: debug, toPath: inside.appending(path: "program.debug").path)
    #expect(try name(try LiveProgram(path)) == "linked")
  }

  @Test(.requiresRoot, arguments: ["-Wl,--build-id", "-Wl,--build-id=none"])
  func `a debug file of another program is not taken`(option: String) throws {
    try make("wrong", options: [option])
    let kept = folder.url.appending(path: "kept").path
    try FileManager.default.moveItem(atPath: debug, toPath: kept)
    try make("correct", options: [option])
    try link()
    #expect(try name(try LiveProgram(path)) == "correct")
    #expect(unsafe rename(kept, debug) == 0)
    #expect(try name(try LiveProgram(path)) == "[program]")
  }

  @Test(.requiresRoot) func `a build id leads to a file in the process's own root`() throws {
    try make("identified")
    let id = try buildID()
    let place = "/usr/lib/debug/.build-id/\(id.prefix(2))"
    let script = """
      mkdir -p /usr/lib/debug && mount -t tmpfs none /usr/lib/debug && mkdir -p \(place) &&
      cp '\(debug)' \(place)/\(id.dropFirst(2)).debug && exec '\(path)'
      """
    let program = try LiveProgram(
      "/usr/bin/unshare", ["-m", "--propagation", "private", "sh", "-c", script])
    #expect(try name(program) == "identified")
    #expect(try name(try LiveProgram(path)) == "[program]")
  }

  @Test(.requiresRoot) func `a server is asked only where the environment names one`() throws {
    try make("served")
    let served = folder.url.appending(path: "buildid/\(try buildID())")
    try FileManager.default.createDirectory(at: served, withIntermediateDirectories: true)
    try FileManager.default.copyItem(
      atPath: debug, toPath: served.appending(path: "debuginfo").path)
    let program = try LiveProgram(path)
    func stacks(_ servers: String) throws -> String {
      let cache = folder.url.appending(path: "cache").path
      return try TareRun.run(
        "offcputime", "-f", "-U", "-p", "\(program.pid)", "1",
        environment: ["DEBUGINFOD_CACHE_PATH": cache, "DEBUGINFOD_URLS": servers]
      ).output
    }
    let without = try stacks("")
    #expect(without.contains(";[program]+0x") && !without.contains(";main"))
    let with = try stacks(folder.url.absoluteString)
    #expect(with.contains(";main") && !with.contains("[program]"))
  }

  private func buildID() throws -> String {
    let notes = try Program.output(of: "/usr/bin/env", ["readelf", "-n", path], in: folder.url).data
    let text = String(decoding: notes, as: UTF8.self)
    let line = try #require(text.split(separator: "\n").first { $0.contains("Build ID: ") })
    return String(try #require(line.split(separator: " ").last))
  }
}
