// SPDX-License-Identifier: Apache-2.0

import BPF
import Glibc
import System

/// The kernel's settings that a run changes and puts back.
///
/// Before a setting is changed, its old value is written to a file under `/run/tare`. The end of
/// the run puts it back, or the next start where a run was killed. A lock keeps two runs from
/// weighing at once.
public final class KernelSettings {
  /// A setting and its value while a run weighs.
  package struct Wanted {
    let path: String
    let value: String

    /// Short RCU grace periods: a raw tracepoint is attached in 0.2 ms instead of 12.
    package static let shortGracePeriods = Wanted(path: "/sys/kernel/rcu_expedited", value: "1")
    /// The kernel's statistics of BPF programs off, as they slow down every program.
    package static let statisticsOff = Wanted(
      path: "/proc/sys/kernel/bpf_stats_enabled", value: "0")
  }

  /// The folder of locks and old values; a boot empties it, and resets the settings.
  public static let standardFolder = "/run/tare"
  /// The file in the folder that a run locks (flock) for as long as it weighs.
  public static let lockName = "lock"

  private let folder: String
  private let lock: FileLock?
  private var journal: String { "\(folder)/settings" }

  /// Takes the lock and puts back settings that a killed run left changed.
  ///
  /// - Throws: `WeighingError.anotherRun` while another run holds the lock.
  public init(folder: String = KernelSettings.standardFolder) throws(WeighingError) {
    self.folder = folder
    let path = "\(folder)/\(Self.lockName)"
    do throws(SystemError) {
      // Where the folder cannot be made, neither can the lock.
      _ = unsafe mkdir(folder, 0o755)
      lock = try FileLock.attempt(path, .exclusive, permissions: 0o644)
    } catch { throw .file(path: path, reason: error.text) }
    guard let lock else {
      let holder = File.text(of: path).flatMap { Int32($0.prefix { $0.isNumber }) } ?? 0
      throw .anotherRun(pid: holder)
    }
    try putBack()
    lock.write("\(getpid())\n")
  }

  /// Changes a setting and returns its old value, which is noted first; `nil` where this kernel has
  /// no such setting.
  package func set(_ wanted: Wanted) throws(WeighingError) -> String? {
    guard let old = File.text(of: wanted.path)?.trimmed else { return nil }
    if old == wanted.value { return old }
    try append("\(wanted.path) \(old)\n")
    try Self.write(wanted.path, to: wanted.value)
    return old
  }

  /// Puts every changed setting back.
  public func putBack() throws(WeighingError) {
    guard let noted = File.text(of: journal) else { return }
    // The first value noted for a setting is the one it had.
    for line in noted.split(separator: "\n").reversed() {
      let words = line.split(separator: " ", maxSplits: 1)
      if words.count == 2 { try Self.write(String(words[0]), to: String(words[1])) }
    }
    _ = unsafe unlink(journal)
  }

  private func append(_ line: String) throws(WeighingError) {
    do throws(SystemError) {
      let file = try OpenFile(journal, flags: O_WRONLY | O_CREAT | O_APPEND, mode: 0o600)
      try file.write(Array(line.utf8))
      try file.synchronize()
    } catch { throw .file(path: journal, reason: error.text) }
  }

  private static func write(_ path: String, to value: String) throws(WeighingError) {
    do throws(SystemError) { try File.fill(path, with: Array("\(value)\n".utf8)) } catch {
      throw .file(path: path, reason: error.text)
    }
  }

  deinit {
    do throws(WeighingError) { try putBack() } catch {
      // The journal stays, and the next start tries again.
    }
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
