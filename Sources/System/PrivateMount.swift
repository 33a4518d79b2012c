// SPDX-License-Identifier: Apache-2.0

internal import CSystem
import Glibc

/// One of the kernel's own file systems, mounted for this process where nobody has mounted it.
package enum PrivateMount {
  /// The step that the system refused.
  package struct Refusal: Error {
    /// What was to be mounted, or where.
    package let subject: String
    package let error: SystemError
  }

  /// Makes sure that a file system, such as `tracefs`, is mounted, which `file` of it shows.
  ///
  /// It is mounted in a mount namespace of the calling thread and the threads it starts, so that
  /// nothing of it stays when the process ends.
  package static func ensure(
    _ type: String, at place: String, showing file: String
  ) throws(Refusal) {
    if unsafe access("\(place)/\(file)", F_OK) == 0 { return }
    try check(csystem_private_mounts(), "a mount namespace for \(type)")
    let slave = UInt(MS_REC) | UInt(MS_SLAVE)
    try check(unsafe mount("none", "/", nil, slave, nil), "/")
    try check(unsafe mount(type, place, type, 0, nil), place)
  }

  private static func check(_ result: Int32, _ subject: String) throws(Refusal) {
    guard result == 0 else { throw Refusal(subject: subject, error: .last) }
  }
}
