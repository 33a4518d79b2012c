// SPDX-License-Identifier: Apache-2.0

/// The time limits of a guest, which is killed beyond any of them.
public struct GuestDeadlines: Hashable, Sendable {
  /// From the start to its first line.
  public var firstLine: Duration
  /// From the last line to the next, while a job runs.
  public var step: Duration
  /// From the start to the end of its last job.
  public var whole: Duration

  /// The standard limits: many times the need of a busy machine with two CPUs under TCG.
  public init(
    firstLine: Duration = .seconds(60), step: Duration = .seconds(60),
    whole: Duration = .seconds(600)
  ) {
    self.firstLine = firstLine
    self.step = step
    self.whole = whole
  }
}
