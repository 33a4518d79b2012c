// SPDX-License-Identifier: Apache-2.0

/// The probes that are tools, in the order in which they are shown.
package enum ToolCatalogue {
  /// A tool by its way to print.
  package enum Entry {
    case streaming(any StreamingTool.Type)
    case counting(any CountingTool.Type)

    /// The tool's command.
    package var tool: any ProbeTool.Type {
      switch self {
      case .streaming(let tool): tool
      case .counting(let tool): tool
      }
    }

    /// The name on the command line.
    package var name: String { tool.name }
    /// The question that the probe answers.
    package var question: String { tool.abstract }
    /// The probe as it is without options.
    package var probe: any FilteredProbe { tool.example }
  }

  package static let entries: [Entry] = [
    .streaming(OpensnoopTool.self),
    .streaming(ExecsnoopTool.self),
    .counting(BiolatencyTool.self),
    .streaming(Ext4slowerTool.self),
    .counting(SyscountTool.self),
    .counting(RunqlatTool.self),
    .streaming(BiosnoopTool.self),
    .counting(OffcputimeTool.self),
    .counting(FunclatencyTool.self),
  ]

  /// The tool of that name.
  package static func entry(named name: String) -> Entry? { entries.first { $0.name == name } }
}
