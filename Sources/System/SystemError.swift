// SPDX-License-Identifier: Apache-2.0

import Glibc

/// Why a system call failed.
package struct SystemError: Error, Hashable, Sendable {
  /// An errno.
  package let code: Int32

  package init(_ code: Int32) { self.code = code }

  /// Why the last call of this thread failed.
  package static var last: SystemError { SystemError(errno) }

  /// The C library's words: `No space left on device`.
  package var text: String {
    unsafe strerror(code).map { unsafe String(cString: $0) } ?? "error \(code)"
  }
}

extension SystemError: CustomStringConvertible {
  /// The C library's words within a sentence: `no space left on device`.
  package var description: String { text.prefix(1).lowercased() + text.dropFirst() }
}
