// SPDX-License-Identifier: Apache-2.0

private import CLibbpf
import Glibc

/// One of the kernel's own file systems, mounted for this process where nobody has mounted it.
enum PrivateMount {
  /// Makes sure that a file system is there.
  ///
  /// It is mounted in a mount namespace of the calling thread and the threads it starts, so that nothing of
  /// it stays when the process ends.
  /// - Parameters:
  ///   - type: For example `tracefs`.
  ///   - place: Where it belongs.
  ///   - file: A file of it, which shows that it is mounted.
  /// - Throws: `BPFError.failed` with `mount`.
  static func ensure(_ type: String, at place: String, showing file: String) throws(BPFError) {
    if unsafe access("\(place)/\(file)", F_OK) == 0 { return }
    try check(clibbpf_private_mounts(), .mount, "a mount namespace for \(type)")
    let slave = UInt(MS_REC) | UInt(MS_SLAVE)
    try check(unsafe mount("none", "/", nil, slave, nil) == 0 ? 0 : -errno, .mount, "/")
    try check(unsafe mount(type, place, type, 0, nil) == 0 ? 0 : -errno, .mount, place)
  }
}

/// The file system in which the kernel's security modules tell of themselves, lockdown among them.
public enum SecurityFS {
  /// Where it is.
  public static let place = "/sys/kernel/security"

  /// Makes sure that it is mounted for this process; see `Tracefs.makeAvailable()`.
  ///
  /// - Throws: `BPFError.failed` with `mount`.
  public static func makeAvailable() throws(BPFError) {
    try PrivateMount.ensure("securityfs", at: place, showing: "lsm")
  }
}
