// SPDX-License-Identifier: Apache-2.0

import Foundation
import PackagePlugin

/// Compiles every `bpf/<probe>.bpf.c` into one Swift file that holds the object.
@main
struct CompileProbes: BuildToolPlugin {
  func createBuildCommands(context: PluginContext, target: any Target) throws -> [Command] {
    let clang = try context.tool(named: "clang").url
    let tool = try context.tool(named: "compile-probe").url
    let folder = context.package.directoryURL.appending(path: "bpf")
    let files = try sources(in: folder)
    let headers =
      files.filter { $0.pathExtension == "h" }
      + (try sources(in: folder.appending(path: "include")).filter { $0.pathExtension == "h" })
    return files.filter { $0.lastPathComponent.hasSuffix(".bpf.c") }.map { source in
      let name = String(source.lastPathComponent.dropLast(".bpf.c".count))
      let output = context.pluginWorkDirectoryURL.appending(path: "\(name).swift")
      return .buildCommand(
        displayName: "Compiling BPF program \(name)",
        executable: tool,
        arguments: [clang.path, folder.appending(path: "include").path, source.path, output.path],
        inputFiles: [source] + headers,
        outputFiles: [output])
    }
  }

  private func sources(in folder: URL) throws -> [URL] {
    try FileManager.default
      .contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
      .sorted { $0.path < $1.path }
  }
}
