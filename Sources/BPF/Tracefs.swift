// SPDX-License-Identifier: Apache-2.0

private import CLibbpf
import Glibc

/// The file system that lists tracepoints: classic tracepoints and kprobes need it.
public enum Tracefs {
  private static let place = "/sys/kernel/tracing"

  /// Makes sure that tracefs is at `/sys/kernel/tracing` for this process.
  ///
  /// Where it is not mounted, it is mounted in a mount namespace of the calling thread and the threads it
  /// starts, so that nothing of it stays when the process ends. Call it before starting threads.
  /// - Throws: `BPFError.failed` with `mount`.
  public static func makeAvailable() throws(BPFError) {
    if unsafe access("\(place)/events", F_OK) == 0 { return }
    try check(clibbpf_private_mounts(), .mount, "a mount namespace for tracefs")
    let slave = UInt(MS_REC) | UInt(MS_SLAVE)
    try check(unsafe mount("none", "/", nil, slave, nil) == 0 ? 0 : -errno, .mount, "/")
    try check(
      unsafe mount("tracefs", place, "tracefs", 0, nil) == 0 ? 0 : -errno, .mount, place)
  }

  /// The text of an event's `format` file, or `nil` where the kernel has no such event.
  public static func format(category: String, event: String) -> String? {
    contents(of: "\(place)/events/\(category)/\(event)/format")
  }

  /// Whether the kernel has a tracepoint of that name.
  public static func has(category: String, event: String) -> Bool {
    unsafe access("\(place)/events/\(category)/\(event)", F_OK) == 0
  }
}
