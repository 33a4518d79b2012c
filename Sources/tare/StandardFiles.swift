// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Glibc

/// The open files and the file system that every command takes for granted.
enum StandardFiles {
  /// Takes the numbers of standard input, output and errors that are closed, so that no other file
  /// gets them: a report would be written there. Writing to these fails, as it should.
  static func fill() {
    for number in STDIN_FILENO...STDERR_FILENO where fcntl(number, F_GETFD) < 0 {
      // The lowest number that is free.
      _ = unsafe open("/dev/null", O_RDONLY)
    }
  }

  /// Asks whether there is a `/proc`, from which the command line is read.
  ///
  /// - Throws: The exit code, after the reason was told.
  static func checkProc() throws {
    guard unsafe access("/proc/self/cmdline", R_OK) != 0 else { return }
    Terminal.complain("/proc is not mounted; mount it: mount -t proc proc /proc")
    throw Failure.machinery
  }
}
