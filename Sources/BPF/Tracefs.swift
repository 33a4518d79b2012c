// SPDX-License-Identifier: Apache-2.0

import Glibc
import System

/// The file system that lists tracepoints; classic tracepoints and kprobes need it.
public enum Tracefs {
  /// The mount point.
  public static let place = "/sys/kernel/tracing"

  /// Makes sure that tracefs is at `/sys/kernel/tracing` for this process.
  ///
  /// If need be, it mounts it in a mount namespace of this thread and those it starts, which ends
  /// with the process. Call it before starting threads.
  /// - Throws: `BPFError.failed` with `mount`.
  public static func makeAvailable() throws(BPFError) {
    try ensureMounted("tracefs", at: place, showing: "events")
  }

  /// An event's `format` file; `nil` where the kernel has no such event.
  public static func format(category: String, event: String) -> String? {
    File.text(of: "\(place)/events/\(category)/\(event)/format")
  }

  /// Whether the kernel has a tracepoint of that name.
  public static func has(category: String, event: String) -> Bool {
    unsafe access("\(place)/events/\(category)/\(event)", F_OK) == 0
  }
}

/// The file system of the kernel's security modules, lockdown among them.
public enum SecurityFS {
  /// The mount point.
  public static let place = "/sys/kernel/security"

  /// Makes sure that it is mounted for this process; see `Tracefs.makeAvailable()`.
  ///
  /// - Throws: `BPFError.failed` with `mount`.
  public static func makeAvailable() throws(BPFError) {
    try ensureMounted("securityfs", at: place, showing: "lsm")
  }
}

private func ensureMounted(
  _ type: String, at place: String, showing file: String
) throws(BPFError) {
  do throws(PrivateMount.Refusal) {
    try PrivateMount.ensure(type, at: place, showing: file)
  } catch {
    try check(-error.error.code, .mount, error.subject)
  }
}
