// SPDX-License-Identifier: Apache-2.0

import BPF

/// Holds what a subject reports against what its workload is known to cause.
public protocol Witness: AnyObject {
  /// Looks at a record of the subject, on the reader's thread. It must be quick, or the reader falls behind.
  func take(_ record: RawSpan)
  /// Called before the subject is attached.
  func attaching()
  /// Called when the subject has been attached; no operation runs yet.
  func attached()
  /// Called before the subject is detached; no operation runs any more.
  func detaching()
  /// Called when the subject has been detached.
  func detached()
  /// What the subject reported of the workload, once everything is detached and read.
  func findings() throws(BPFError) -> LoadFindings
}

extension Witness {
  /// Ignores the record.
  public func take(_ record: RawSpan) {}
  /// Does nothing.
  public func attaching() {}
  /// Does nothing.
  public func attached() {}
  /// Does nothing.
  public func detaching() {}
  /// Does nothing.
  public func detached() {}
}

/// A witness that knows no truth, for passes in which looking would cost time that is weighed.
package final class NoWitness: Witness {
  package init() {}

  package func findings() throws(BPFError) -> LoadFindings { LoadFindings() }
}

/// What a witness has to know of the workload.
public struct WitnessedWorkload: Sendable {
  /// Its name in the catalogue.
  public let name: String
  /// The workload's process, by the number that events tell.
  public let pid: UInt32
  /// The workload's process by the machine's number, as this process's `/proc` has it.
  public let machinePID: UInt32
  /// Its executable's name.
  public let executable: String
  /// What its operations are about, in its own words: the path it opens, the program it runs.
  public let subject: String

  /// A workload.
  public init(
    name: String, pid: UInt32, machinePID: UInt32, executable: String, subject: String
  ) {
    self.name = name
    self.pid = pid
    self.machinePID = machinePID
    self.executable = executable
    self.subject = subject
  }

  /// The name of its threads: the kernel keeps 15 bytes.
  package var comm: [UInt8] { Array(executable.utf8.prefix(15)) }
}
