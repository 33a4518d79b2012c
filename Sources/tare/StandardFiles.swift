// SPDX-License-Identifier: Apache-2.0

import ArgumentParser
import Glibc

/// The open files and the file system that every command takes for granted.
enum StandardFiles {
  /// Opens /dev/null in place of a closed standard input, output or error, so that no other file gets
  /// its number and a report with it. Writing there fails, as it should.
  static func fill() {
    for number in STDIN_FILENO...STDERR_FILENO where fcntl(number, F_GETFD) < 0 {
      // The lowest number that is free.
      _ = unsafe open("/dev/null", O_RDONLY)
    }
  }

  /// Checks that there is a `/proc`, from which the command line is read.
  ///
  /// - Throws: The exit code, after the reason was told.
  static func checkProc() throws {
    guard unsafe access("/proc/self/cmdline", R_OK) != 0 else { return }
    Terminal.complain("/proc is not mounted; mount it: mount -t proc proc /proc")
    throw Failure.machinery
  }
}
