// SPDX-License-Identifier: Apache-2.0

import Foundation
import PackagePlugin

/// Writes the names of the system calls, as the kernel's header has them, into a Swift file.
@main
struct NameSystemCalls: BuildToolPlugin {
  func createBuildCommands(context: PluginContext, target: any Target) throws -> [Command] {
    let output = context.pluginWorkDirectoryURL.appending(path: "Syscount+Names.swift")
    return [
      .buildCommand(
        displayName: "Naming system calls",
        executable: try context.tool(named: "name-system-calls").url,
        arguments: [try context.tool(named: "clang").url.path, output.path],
        outputFiles: [output])
    ]
  }
}
