// SPDX-License-Identifier: Apache-2.0

/// A complaint of a kernel on its console.
public struct ConsoleFinding: Hashable, Codable, Sendable {
  /// The kind of complaint.
  public enum Kind: String, Codable, Sendable, CaseIterable {
    /// The kernel gave up.
    case panic
    /// The kernel made a fault: a bad pointer, a protection fault.
    case oops
    /// `BUG:` or `kernel BUG at`.
    case bug
    /// `WARNING:`, from `WARN_ON` and its kin.
    case warning
    /// The lock validator or the validator of RCU found a mistake.
    case lockdep
    /// Memory ran out and a process was killed for it.
    case outOfMemory
    /// A task did not run for minutes.
    case hungTask
    /// A CPU did not come back: a soft or hard lockup, an RCU stall.
    case stall
    /// The initramfs could not be unpacked.
    case initramfs
  }

  /// The kind of complaint.
  public var kind: Kind
  /// The line, without its time.
  public var line: String

  /// Makes a finding.
  public init(kind: Kind, line: String) {
    self.kind = kind
    self.line = line
  }

  /// Reads a console's line; `nil` for one without a complaint.
  ///
  /// - Parameter line: With or without the time in brackets.
  public init?(consoleLine line: some StringProtocol) {
    let text = Self.withoutTime(String(line))
    guard let kind = Self.kind(of: text) else { return nil }
    self.init(kind: kind, line: text)
  }

  private static let lockdepWords = [
    "possible circular locking", "possible recursive locking", "inconsistent lock state",
    "suspicious RCU usage", "bad unlock balance", "irq lock inversion", "lock held when returning",
    "HARDIRQ-safe", "SOFTIRQ-safe", "Nested lock was not taken", "invalid wait context",
    "possible irq lock inversion", "lock inversion",
  ]

  private static func kind(of text: String) -> Kind? {
    if text.hasPrefix("Kernel panic - not syncing") { return .panic }
    if text.hasPrefix("BUG: soft lockup") || text.contains("watchdog: BUG: soft lockup")
      || text.contains("hard LOCKUP") || text.contains("detected stalls on CPUs")
      || text.contains("self-detected stall")
    {
      return .stall
    }
    if text.hasPrefix("BUG: unable to handle") || text.hasPrefix("BUG: kernel NULL pointer")
      || text.hasPrefix("Oops:") || text.hasPrefix("general protection fault")
    {
      return .oops
    }
    if text.hasPrefix("WARNING: "), lockdepWords.contains(where: text.contains) { return .lockdep }
    if text.hasPrefix("BUG: ") || text.hasPrefix("kernel BUG at") { return .bug }
    if text.hasPrefix("WARNING: ") { return .warning }
    if text.contains("Out of memory: Kill") || text.contains("Memory cgroup out of memory")
      || text.contains("Out of memory and no killable processes")
    {
      return .outOfMemory
    }
    if text.contains("blocked for more than"), text.contains("INFO: task") { return .hungTask }
    if text.hasPrefix("Initramfs unpacking failed") { return .initramfs }
    return nil
  }

  /// The kernel's part of a line, behind `[    1.234567] ` or `[    1.234567][    T1] `. A
  /// program's unfinished line may come before it.
  private static func withoutTime(_ line: String) -> String {
    let times = line.matches(of: /\[ *\d+\.\d+\](?:\[ *[TC]\d+\])* */)
    guard let time = times.last else { return line }
    return String(line[time.range.upperBound...])
  }
}
