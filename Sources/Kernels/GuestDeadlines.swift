// SPDX-License-Identifier: Apache-2.0

/// How long a guest may take. Past any of these it is killed.
public struct GuestDeadlines: Hashable, Sendable {
  /// From the start to its first line.
  public var firstLine: Duration
  /// From the last line to the next, while a job runs.
  public var step: Duration
  /// From the start to the end of its last job.
  public var whole: Duration

  /// The standard ones are many times what a busy machine of two CPUs was seen to need under TCG.
  public init(
    firstLine: Duration = .seconds(60), step: Duration = .seconds(60),
    whole: Duration = .seconds(600)
  ) {
    self.firstLine = firstLine
    self.step = step
    self.whole = whole
  }
}
