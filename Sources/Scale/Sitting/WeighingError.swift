// SPDX-License-Identifier: Apache-2.0

import BPF
import Workloads

/// Why a cell, or the whole run, could not be weighed.
public enum WeighingError: Error, Sendable {
  /// The kernel or libbpf refused something.
  case kernel(BPFError)
  /// The workload died, hung, answered rubbish or would not start.
  case workload(WorkloadError)
  /// The user or the system asked the run to end.
  case interrupted
  /// Another run holds the machine's settings; two at once would disturb each other.
  case anotherRun(pid: Int32)
  /// A file or setting of the machine, named by `path`, could not be used.
  case file(path: String, reason: String)
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
    }
  }
}

/// Does what the kernel may refuse; its refusal becomes `WeighingError.kernel`.
package func askingKernel<Value: ~Copyable>(
  _ body: () throws(BPFError) -> Value
) throws(WeighingError) -> Value {
  do throws(BPFError) { return try body() } catch { throw .kernel(error) }
}
