// SPDX-License-Identifier: Apache-2.0

import Foundation
import PackagePlugin

/// Writes the costs that `results/known-costs.tsv` holds into a Swift file, so that an installed program knows them.
@main
struct EmbedResults: BuildToolPlugin {
  func createBuildCommands(context: PluginContext, target: any Target) throws -> [Command] {
    let table = context.package.directoryURL.appending(path: "results/known-costs.tsv")
    let output = context.pluginWorkDirectoryURL.appending(path: "KnownCosts+Results.swift")
    return [
      .buildCommand(
        displayName: "Embedding known costs",
        executable: try context.tool(named: "embed-results").url,
        arguments: [table.path, output.path], inputFiles: [table], outputFiles: [output])
    ]
  }
}
