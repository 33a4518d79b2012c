// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Probes

/// The command of a tool that prints each event.
struct StreamingCommand<Tool: StreamingTool>: ParsableCommand {
  static var configuration: CommandConfiguration { CommandConfiguration(of: Tool.self) }

  @OptionGroup var tool: Tool
  @OptionGroup(title: "Options of all tools") var trace: TraceOptions
  @OptionGroup(title: "Options of tools that report each event") var stream: StreamOptions

  func validate() throws { try tool.validate(json: trace.json) }

  func run() throws {
    do { try StreamingRun(tool, trace, stream).run() } catch let error as ToolError {
      throw Failure.report(error)
    }
  }
}

/// The command of a tool that counts.
struct CountingCommand<Tool: CountingTool>: ParsableCommand {
  static var configuration: CommandConfiguration { CommandConfiguration(of: Tool.self) }

  @OptionGroup var tool: Tool
  @OptionGroup(title: "Options of all tools") var trace: TraceOptions

  func validate() throws { try tool.validate(json: trace.json) }

  func run() throws {
    if let listing = tool.listing { return print(listing) }
    do { try CountingRun(tool, trace).run() } catch let error as ToolError {
      throw Failure.report(error)
    }
  }
}

extension CommandConfiguration {
  fileprivate init(of tool: any ProbeTool.Type) {
    self.init(commandName: tool.name, abstract: tool.abstract, discussion: tool.discussion)
  }
}

extension ToolKind {
  /// The tool as a subcommand.
  var command: any ParsableCommand.Type {
    func command<Tool: StreamingTool>(of _: Tool.Type) -> any ParsableCommand.Type {
      StreamingCommand<Tool>.self
    }
    func command<Tool: CountingTool>(of _: Tool.Type) -> any ParsableCommand.Type {
      CountingCommand<Tool>.self
    }
    switch self {
    case .streaming(let tool): return command(of: tool)
    case .counting(let tool): return command(of: tool)
    }
  }
}
