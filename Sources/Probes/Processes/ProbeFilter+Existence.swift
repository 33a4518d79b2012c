// SPDX-License-Identifier: Apache-2.0

import BPF

extension ProbeFilter {
  /// Asks whether the processes and threads that the filter names exist: of others no event can
  /// ever come. Those of another namespace than this process's own are looked for when the filter
  /// is set up.
  ///
  /// - Throws: `ProbeError.nobody` or `ProbeError.threadOfProcess`.
  public func check() throws(ProbeError) {
    guard namespace == nil else { return }
    if let pid { try checkProcess(pid) }
    if let tid, !ThreadNumber(tid).exists { throw .nobody(tid) }
    if let family { try checkProcess(family) }
  }

  /// Asks whether a number is a process's.
  ///
  /// - Throws: `ProbeError.nobody`, or `ProbeError.threadOfProcess` of the number of a process's
  ///   other thread.
  func checkProcess(_ number: UInt32) throws(ProbeError) {
    guard namespace == nil else { return }
    if ThreadNumber(number).isProcess {
      if Self.status("State", of: number) == "Z" { throw .ended(number) }
      return
    }
    guard ThreadNumber(number).exists else { throw .nobody(number) }
    throw .threadOfProcess(number, process: Self.status("Tgid", of: number).flatMap { UInt32($0) })
  }

  /// The first word of a line of a thread's status; `nil` where `/proc` does not tell.
  private static func status(_ name: String, of number: UInt32) -> Substring? {
    PIDNamespace.ownsProc ? ProcessFolder(of: number)?.status(name).first : nil
  }
}
