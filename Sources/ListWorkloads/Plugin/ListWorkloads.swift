// SPDX-License-Identifier: Apache-2.0

import Foundation
import PackagePlugin

/// Gathers what the folders of `workloads/` say of themselves, and the kinds of event.
@main
struct ListWorkloads: BuildToolPlugin {
  func createBuildCommands(context: PluginContext, target: any Target) throws -> [Command] {
    let package = context.package.directoryURL
    let script = package.appending(path: "Sources/ListWorkloads/list-workloads.sh")
    let folder = package.appending(path: "workloads")
    let header = folder.appending(path: "driver/include/workload_channel.h")
    let descriptions = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
      .map { folder.appending(path: "\($0)/\($0).swift") }
      .filter { FileManager.default.fileExists(atPath: $0.path) }
    let outputs = context.pluginWorkDirectoryURL
    return [
      .buildCommand(
        displayName: "Listing workloads", executable: URL(filePath: "/bin/sh"),
        arguments: [script.path, outputs.path, header.path] + descriptions.map(\.path),
        inputFiles: [script, header] + descriptions,
        outputFiles: ["EventKind", "Workload+Catalogue"].map {
          outputs.appending(path: "\($0).swift")
        })
    ]
  }
}
