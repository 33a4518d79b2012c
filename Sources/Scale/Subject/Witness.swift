// SPDX-License-Identifier: Apache-2.0

import BPF

/// Compares a subject's reports with the events that its workload is known to cause.
public protocol Witness: AnyObject {
  /// Checks a record, on the reader's thread. It must be fast, or the reader falls behind.
  func take(_ record: RawSpan)
  /// Called before the subject is attached.
  func attaching()
  /// Called when the subject is attached; no operation runs yet.
  func attached()
  /// Called before the subject is detached; no operation runs any more.
  func detaching()
  /// Called when the subject is detached.
  func detached()
  /// The subject's reports of the workload, once all is detached and read.
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

/// A witness that checks nothing, for passes that weigh the reader's time.
package final class NoWitness: Witness {
  package init() {}

  package func findings() throws(BPFError) -> LoadFindings { LoadFindings() }
}

/// A workload as a witness knows it.
public struct WitnessedWorkload: Sendable {
  /// The name in the catalogue.
  public let name: String
  /// The process's number in events.
  public let pid: UInt32
  /// The process's number on the machine, as this process's `/proc` has it.
  public let machinePID: UInt32
  /// The name of the executable.
  public let executable: String
  /// The object of its operations: the path it opens, the program it runs.
  public let subject: String

  /// Makes a workload.
  public init(name: String, pid: UInt32, machinePID: UInt32, executable: String, subject: String) {
    self.name = name
    self.pid = pid
    self.machinePID = machinePID
    self.executable = executable
    self.subject = subject
  }

  /// The name of its threads, of which the kernel keeps 15 bytes.
  package var comm: [UInt8] { Array(executable.utf8.prefix(15)) }
}
