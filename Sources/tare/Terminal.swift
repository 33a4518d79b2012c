// SPDX-License-Identifier: Apache-2.0

import Glibc
import Lines
import Probes
import Reports
import Results
import System

/// Standard output and error, and the terminal they may go to.
enum Terminal {
  /// Whether a descriptor is a terminal.
  static func isTerminal(_ descriptor: Int32) -> Bool { isatty(descriptor) == 1 }

  /// The columns and lines of a terminal; `nil` where there is none or it does not tell.
  static func size(of descriptor: Int32) -> (columns: Int, lines: Int)? {
    var size = winsize()
    guard unsafe ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0, size.ws_row > 0
    else { return nil }
    return (Int(size.ws_col), Int(size.ws_row))
  }

  /// The style of output: colour only on a terminal, and never with NO_COLOR set (no-color.org).
  static func style(of descriptor: Int32) -> Style {
    let refused = unsafe getenv("NO_COLOR").map { unsafe $0.pointee != 0 } ?? false
    return isTerminal(descriptor) && !refused ? .ansi : .plain
  }

  /// Writes a line to standard error, after the program's name. Control characters, which names of
  /// others may hold, are shown as `\xHH`.
  static func complain(_ text: String) { write("tare: \(harmless(text))\n") }

  /// A text without control characters but for the ends of its lines and tabs.
  static func harmless(_ text: String) -> String { text.printable(keepsLines: true) }

  /// Writes a text to standard output; `cannotWrite`, for example, where the disk is full.
  static func output(_ text: String) throws(ResultsError) {
    do throws(SystemError) { try OpenFile.write(Array(text.utf8), to: STDOUT_FILENO) } catch {
      throw .cannotWrite(path: "standard output", reason: error.text.lowercased())
    }
  }

  /// Writes a text to standard error.
  static func write(_ text: String) {
    let bytes = Array(text.utf8)
    unsafe bytes.withUnsafeBytes { bytes in
      _ = unsafe Glibc.write(STDERR_FILENO, bytes.baseAddress, bytes.count)
    }
  }
}
