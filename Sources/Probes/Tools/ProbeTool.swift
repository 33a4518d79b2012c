// SPDX-License-Identifier: Apache-2.0

import ArgumentParser

/// A probe as a command: its help, its options and what it prints.
package protocol ProbeTool: ParsableArguments {
  /// The probe behind the command.
  associatedtype Traced: FilteredProbe
  /// The question that the probe answers.
  static var abstract: String { get }
  /// The help's text below the question.
  static var discussion: String { get }
  /// The probe as it is without options.
  static var example: Traced { get }
  /// How long to trace; `nil` until Ctrl-C.
  var duration: Seconds? { get }
  /// Whether an option of the tool's own asks for JSON.
  var asksForJSON: Bool { get }
  /// A text that is printed instead of tracing; `nil` where tracing is asked for.
  var listing: String? { get }
  /// Refuses options that go ill with JSON.
  ///
  /// - Throws: `ValidationError`.
  func validate(json: Bool) throws
}

extension ProbeTool {
  /// The name on the command line.
  package static var name: String { example.name }
  package var asksForJSON: Bool { false }
  package var listing: String? { nil }
  package func validate(json: Bool) throws {}
}

/// A tool that prints each event as it comes.
package protocol StreamingTool: ProbeTool where Traced: StreamingProbe {
  /// Makes the probe that the options ask for.
  func probe(_ request: ToolRequest) throws -> Traced
  /// Chooses how events become lines.
  func format(_ request: ToolRequest) -> any RecordFormat
  /// Whether a record is wanted, as far as the kernel side cannot tell.
  func isShown(_ record: RawSpan) -> Bool
}

extension StreamingTool {
  package func isShown(_ record: RawSpan) -> Bool { true }
}

/// A tool that counts in the kernel and reports now and then, or once in the end.
package protocol CountingTool: ProbeTool where Report.Traced == Traced {
  /// The probe with what is printed of its counts.
  associatedtype Report: CountingReport
  /// When to report.
  var schedule: ReportSchedule { get }
  /// Makes the probe and the report that the options ask for.
  func report(_ request: ToolRequest) throws -> Report
}
