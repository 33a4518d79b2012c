// SPDX-License-Identifier: Apache-2.0

/// A tool by its way to print.
package enum ToolKind {
  /// It prints each event as it comes.
  case streaming(any StreamingTool.Type)
  /// It counts in the kernel and reports now and then, or once in the end.
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
