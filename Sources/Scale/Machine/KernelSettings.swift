// SPDX-License-Identifier: Apache-2.0

import BPF
import Glibc

/// The machine's settings that a run changes, and their way back.
///
/// Before a setting is changed, its old value is written to a file under `/run/tare`. When the run ends, the
/// old value is put back. Where it ended without doing so (`kill -9`), the next start does it. A lock keeps
/// two runs from weighing at once.
public final class KernelSettings {
  /// A setting and the value that weighing wants it to have.
  package struct Wanted {
    let path: String
    let value: String

    /// Short RCU grace periods: attaching a raw tracepoint takes 0.2 ms instead of 12.
    package static let shortGracePeriods = Wanted(path: "/sys/kernel/rcu_expedited", value: "1")
    /// The kernel's own statistics of BPF programs off, since they slow every one of them.
    package static let statisticsOff = Wanted(path: "/proc/sys/kernel/bpf_stats_enabled", value: "0")
  }

  /// Where locks and old values are kept; emptied by every boot, like the settings themselves.
  public static let standardFolder = "/run/tare"
  /// The file in the folder that a run holds locked (flock) for as long as it weighs.
  public static let lockName = "lock"

  private let folder: String
  private let lock: Int32
  private var journal: String { "\(folder)/settings" }

  /// Takes the lock and puts back what an earlier run may have left changed.
  ///
  /// - Throws: `WeighingError.anotherRun` while another run holds the lock.
  public init(folder: String = KernelSettings.standardFolder) throws(WeighingError) {
    self.folder = folder
    _ = unsafe mkdir(folder, 0o755)
    let path = "\(folder)/\(Self.lockName)"
    lock = unsafe open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
    guard lock >= 0 else {
      throw .file(path: path, reason: unsafe String(cString: strerror(errno)))
    }
    guard flock(lock, LOCK_EX | LOCK_NB) == 0 else {
      let holder = contents(of: path).flatMap { Int32($0.prefix { $0.isNumber }) } ?? 0
      _ = close(lock)
      throw .anotherRun(pid: holder)
    }
    try putBack()
    _ = ftruncate(lock, 0)
    _ = Self.write("\(getpid())\n", to: lock)
  }

  /// Changes a setting, having noted its old value.
  ///
  /// - Returns: The old value, or `nil` where this kernel has no such setting.
  package func set(_ wanted: Wanted) throws(WeighingError) -> String? {
    guard let old = contents(of: wanted.path)?.trimmed else { return nil }
    if old == wanted.value { return old }
    try append("\(wanted.path) \(old)\n")
    try Self.write(wanted.path, to: wanted.value)
    return old
  }

  /// Puts every changed setting back as it was.
  public func putBack() throws(WeighingError) {
    guard let noted = contents(of: journal) else { return }
    // The first value noted for a setting is the one it had.
    for line in noted.split(separator: "\n").reversed() {
      let words = line.split(separator: " ", maxSplits: 1)
      if words.count == 2 { try Self.write(String(words[0]), to: String(words[1])) }
    }
    _ = unsafe unlink(journal)
  }

  private func append(_ line: String) throws(WeighingError) {
    let file = unsafe open(journal, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
    defer { _ = close(file) }
    guard file >= 0, Self.write(line, to: file), fsync(file) == 0 else {
      throw .file(path: journal, reason: unsafe String(cString: strerror(errno)))
    }
  }

  private static func write(_ path: String, to value: String) throws(WeighingError) {
    let file = unsafe open(path, O_WRONLY | O_CLOEXEC)
    defer { _ = close(file) }
    guard file >= 0, write("\(value)\n", to: file) else {
      throw .file(path: path, reason: unsafe String(cString: strerror(errno)))
    }
  }

  private static func write(_ text: String, to file: Int32) -> Bool {
    let bytes = Array(text.utf8)
    let count = unsafe bytes.withUnsafeBytes {
      unsafe Glibc.write(file, $0.baseAddress, $0.count)
    }
    return count == bytes.count
  }

  deinit {
    do throws(WeighingError) { try putBack() } catch {
      // The journal stays, and the next start tries again.
    }
    _ = close(lock)
  }
}

extension String {
  /// Without white space at either end.
  package var trimmed: String {
    let rest = drop(while: \.isWhitespace)
    guard let last = rest.lastIndex(where: { !$0.isWhitespace }) else { return "" }
    return String(rest[...last])
  }
}
