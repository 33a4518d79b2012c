// SPDX-License-Identifier: Apache-2.0

import BPF
import CProbeRecords
import Glibc
import ProbeObjects

/// A PID namespace: where processes have numbers of their own, as in a container.
///
/// A process has a number in its own namespace and one in each namespace above, up to the
/// machine's. In any other it has none, which events show as 0.
public struct PIDNamespace: Sendable, Hashable {
  /// The machine's own namespace on every kernel (`PROC_PID_INIT_INO` of linux/proc_ns.h).
  private static let machineNumber: UInt64 = 0xEFFF_FFFC

  /// The number that the kernel gave the namespace; `nil` stands for the machine's own.
  public let number: UInt32?

  /// The namespace in which the machine's own numbers count.
  public static let machine = PIDNamespace(number: nil)

  private init(number: UInt32?) { self.number = number }

  /// The namespace that this process is in.
  ///
  /// - Throws: `BPFError.failed` with `read` where `/proc` does not tell.
  public static func own() throws(BPFError) -> PIDNamespace {
    try PIDNamespace(at: "/proc/self/ns/pid")
  }

  /// The namespace behind a file of the kernel's, for example `/proc/4711/ns/pid`.
  ///
  /// - Throws: `BPFError.failed` with `read` where there is no such file.
  public init(at path: String) throws(BPFError) {
    var status = stat()
    guard unsafe stat(path, &status) == 0 else {
      throw .failed(.read, subject: path, code: LibbpfCode(errno), log: nil)
    }
    let number = UInt64(status.st_ino)
    self.number = number == Self.machineNumber ? nil : UInt32(truncatingIfNeeded: number)
  }

  /// Whether the `/proc` that is mounted is of the namespace of this process, so that it calls
  /// processes by the numbers that count here. It is not where a namespace was made and `/proc` not
  /// mounted anew.
  public static var ownsProc: Bool {
    // The numbers in the namespace of `/proc` and in each below it, down to the process's own.
    ProcessFolder.own?.status("NSpid").count == 1
  }

  /// A message about a `/proc` of another namespace, with the remedy.
  public static let foreignProc =
    "/proc is of another PID namespace than this process; mount its own: mount -t proc proc /proc"

  /// How the machine numbers a thread that has a number in this namespace.
  ///
  /// In the machine's own namespace the kernel is not asked, so that a number of nobody comes back
  /// as it is. Elsewhere a task iterator looks: oldest kernel 5.8.
  /// - Parameter number: The number of a thread; that of a process is its first thread's.
  /// - Returns: The machine's number.
  /// - Throws: `BPFError.failed`: `find` where no thread has that number, else what the kernel
  ///   refused.
  func onMachine(_ number: UInt32) throws(BPFError) -> UInt32 {
    guard let namespace = self.number else { return number }
    let open = try OpenObject(ProbeObject.processes.bytes, name: "processes")
    try open.setConstants(bytes(of: processes_settings(pid_namespace: namespace, number: number)))
    let loaded = try open.load()
    try loaded.runIterator("find")
    let found = try loaded.map("found").value(of: UInt32(0), into: processes_found())
    guard let found, found.tid != 0 else {
      throw .failed(.find, subject: "process \(number)", code: LibbpfCode(ESRCH), log: nil)
    }
    return found.tid
  }
}
