// SPDX-License-Identifier: Apache-2.0

import Glibc

/// What there is at a path, or at the end of its symbolic links.
package enum FileKind {
  case missing, regular, folder
  /// A pipe, a device or a socket.
  case special

  /// Looks at a path.
  package init(of path: String) {
    var status = stat()
    guard unsafe stat(path, &status) == 0 else {
      self = .missing
      return
    }
    switch status.st_mode & S_IFMT {
    case S_IFREG: self = .regular
    case S_IFDIR: self = .folder
    default: self = .special
    }
  }
}
