// SPDX-License-Identifier: Apache-2.0

import BPF
import Statistics
import Workloads

/// Why a cell, or the whole run, could not be weighed.
public enum WeighingError: Error, Sendable {
  /// The kernel or libbpf refused something.
  case kernel(BPFError)
  /// The workload died, hung, answered rubbish or would not start.
  case workload(WorkloadError)
  /// A signal asked the run to end.
  case interrupted
  /// Another run holds the lock: two at once would disturb each other.
  case anotherRun(pid: Int32)
  /// A file or setting of the machine, named by `path`, could not be used.
  case file(path: String, reason: String)
  /// Too few stints of a comparison were kept for an estimate.
  case tooLittle(of: String, StatisticsError)
}

extension WeighingError: CustomStringConvertible {
  /// Subject, cause, remedy.
  public var description: String {
    switch self {
    case .kernel(let error): error.description
    case .workload(let error): error.description
    case .interrupted: "interrupted"
    case .anotherRun(let pid):
      "another run (process \(pid)) is weighing on this machine; wait for it or end it"
    case .file(let path, let reason): "cannot use '\(path)': \(reason)"
    case .tooLittle(let subject, let error): "cannot use '\(subject)': \(error.reason)"
    }
  }
}

extension StatisticsError {
  /// The reason why a figure is missing.
  package var reason: String { "too little was measured: \(self)" }
}

/// Runs a body that the kernel may refuse; the refusal becomes `WeighingError.kernel`.
package func askingKernel<Value: ~Copyable>(
  _ body: () throws(BPFError) -> Value
) throws(WeighingError) -> Value {
  do throws(BPFError) { return try body() } catch { throw .kernel(error) }
}
