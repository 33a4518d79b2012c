// SPDX-License-Identifier: Apache-2.0

import Foundation
import PackagePlugin

/// Writes the costs that results/ holds into a Swift file, so that an installed program knows them.
@main
struct EmbedResults: BuildToolPlugin {
  func createBuildCommands(context: PluginContext, target: any Target) throws -> [Command] {
    let output = context.pluginWorkDirectoryURL.appending(path: "KnownCosts+Results.swift")
    let documents = try FileManager.default.contentsOfDirectory(
      at: context.package.directoryURL.appending(path: "results"), includingPropertiesForKeys: nil
    ).filter { ["measure.json", "matrix.json"].contains($0.lastPathComponent) }
      .sorted { $0.path < $1.path }
    return [
      .buildCommand(
        displayName: "Embedding results",
        executable: try context.tool(named: "embed-results").url,
        arguments: [output.path] + documents.map(\.path), inputFiles: documents,
        outputFiles: [output])
    ]
  }
}
