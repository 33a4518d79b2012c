// SPDX-License-Identifier: Apache-2.0

private import CLibbpf

/// libbpf's messages: kept for the error they belong to, printed only on request.
public enum LibraryMessages {
  private static let started: Void = clibbpf_messages_start()

  /// Collects libbpf's messages on this thread while `body` runs.
  static func collecting<Result: ~Copyable>(
    _ body: () throws(BPFError) -> Result
  ) throws(BPFError) -> Result {
    _ = started
    clibbpf_messages_reset()
    return try body()
  }

  /// libbpf's messages on this thread since the last `collecting` began.
  static var text: String { unsafe String(cString: clibbpf_messages()) }

  /// Also writes each message to standard error at once: for `--verbose`.
  public static func alsoToStandardError(_ enabled: Bool) {
    _ = started
    clibbpf_messages_to_standard_error(enabled)
  }
}
