// SPDX-License-Identifier: Apache-2.0

import BPF
import Probes

/// Holds what a probe reports against what its workload is known to cause.
protocol Witness: AnyObject {
  /// Looks at a record of a streaming probe, on the reader's thread. It must be quick, or the reader falls behind.
  func take(_ record: RawSpan)
  /// The probe is about to be attached.
  func attaching()
  /// The probe has just been attached; no operation runs yet.
  func attached()
  /// The probe is about to be detached; no operation runs any more.
  func detaching()
  /// The probe has just been detached.
  func detached()
  /// What the probe reported of the workload, once everything is detached and read.
  func findings(_ probe: LoadedProbe) throws(BPFError) -> LoadFindings
}

extension Witness {
  func attaching() {}

  func attached() {}

  func detaching() {}

  func detached() {}
}

/// A witness of nothing: where no truth is known, or looking for it would cost time that is weighed.
final class NoWitness: Witness {
  func take(_ record: RawSpan) {}
  func findings(_ probe: LoadedProbe) throws(BPFError) -> LoadFindings { LoadFindings() }
}

/// What a witness has to know of the workload.
struct WitnessedWorkload: Sendable {
  /// The workload's process, as events tell it.
  var pid: UInt32
  /// The workload's process as the machine numbers it, and this process's `/proc` calls it.
  var machinePID: UInt32
  /// Its executable's name.
  var executable: String
  /// What its operations are about, in its own words: the path it opens, the program it runs.
  var subject: String
}
