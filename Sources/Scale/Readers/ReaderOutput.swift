// SPDX-License-Identifier: Apache-2.0

import Glibc
import System

/// The nameless file that a weighed subject's reader prints to; it ends with the process.
package struct ReaderOutput: ~Copyable {
  package let descriptor: Int32
  private let directory: String

  /// Makes a nameless file in a directory.
  package init(directory: String) throws(WeighingError) {
    // O_TMPFILE is a macro that Swift does not import.
    let nameless: Int32 = 0o20_000_000 | O_DIRECTORY
    descriptor = unsafe open(directory, nameless | O_RDWR | O_CLOEXEC, 0o600)
    self.directory = directory
    guard descriptor >= 0 else { throw .file(path: directory, reason: SystemError.last.text) }
  }

  /// Empties the file.
  package func empty() throws(WeighingError) {
    guard ftruncate(descriptor, 0) == 0, lseek(descriptor, 0, SEEK_SET) == 0 else {
      throw .file(path: directory, reason: SystemError.last.text)
    }
  }

  deinit { _ = close(descriptor) }
}
