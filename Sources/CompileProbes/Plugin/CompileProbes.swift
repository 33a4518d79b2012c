// SPDX-License-Identifier: Apache-2.0

import Foundation
import PackagePlugin

/// Compiles every `bpf/NAME/NAME.bpf.c` into one Swift file that holds the object.
@main
struct CompileProbes: BuildToolPlugin {
  func createBuildCommands(context: PluginContext, target: any Target) throws -> [Command] {
    let clang = try context.tool(named: "clang").url
    let tool = try context.tool(named: "compile-probe").url
    let folder = context.package.directoryURL.appending(path: "bpf")
    let include = folder.appending(path: "include")
    let files = try contents(of: folder).filter(\.hasDirectoryPath).map(contents)
    let headers = files.joined().filter { $0.pathExtension == "h" }
    try renewModule(in: folder, of: headers, context)
    return files.joined().filter { $0.lastPathComponent.hasSuffix(".bpf.c") }.map { source in
      let name = String(source.lastPathComponent.dropLast(".bpf.c".count))
      let output = context.pluginWorkDirectoryURL.appending(path: "\(name).swift")
      return .buildCommand(
        displayName: "Compiling BPF program \(name)",
        executable: tool,
        arguments: [clang.path, include.path, source.path, output.path],
        inputFiles: [source] + headers,
        outputFiles: [output])
    }
  }

  /// Gives the map of the records' module a new date where headers have come or gone: of a module
  /// that is a directory clang does not notice it, and keeps what it compiled before.
  private func renewModule(in folder: URL, of headers: [URL], _ context: PluginContext) throws {
    let list = context.pluginWorkDirectoryURL.appending(path: "headers.txt")
    let known = FileManager.default.contents(atPath: list.path)
    let present = Data(headers.map(\.path).joined(separator: "\n").utf8)
    guard known != present else { return }
    try present.write(to: list)
    // In a checkout that may not be written nobody adds a probe.
    let map = folder.appending(path: "module.modulemap").path
    guard known != nil, FileManager.default.isWritableFile(atPath: map) else { return }
    try FileManager.default.setAttributes([.modificationDate: Date()], ofItemAtPath: map)
  }

  private func contents(of folder: URL) throws -> [URL] {
    try FileManager.default
      .contentsOfDirectory(at: folder, includingPropertiesForKeys: [.isDirectoryKey])
      .sorted { $0.path < $1.path }
  }
}
