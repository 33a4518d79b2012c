// SPDX-License-Identifier: Apache-2.0

import BPF

/// Why a probe does not run.
public enum ProbeError: Error, Hashable, Sendable {
  /// The kernel allows none of the rungs that were tried, with its reason for each.
  case refused(probe: String, [RefusedRung])
  /// The probe has no rung of that name.
  case unknownRung(String, probe: String, known: [String])
  /// The kernel refused something else.
  case kernel(BPFError)
  /// The filter names a process or thread that does not exist.
  case nobody(UInt32)
  /// The filter names a thread as a process. The process is the second number, where it is known.
  case threadOfProcess(UInt32, process: UInt32?)
  /// The filter names a process that has ended and that its parent has not waited for yet.
  case ended(UInt32)
  /// No thread could be had for the reader.
  case noThread(errno: Int32)
}

extension ProbeError: CustomStringConvertible {
  /// Subject first, then the cause.
  public var description: String {
    switch self {
    case .refused(let probe, let rungs):
      let reasons = rungs.map { "\n  \($0.rung): \($0.reason)" }.joined()
      return "this kernel allows no rung of \(probe) that was tried:\(reasons)"
    case .unknownRung(let name, let probe, let known):
      return "\(probe) has no rung '\(name)'; it has \(known.joined(separator: ", "))"
    case .kernel(let cause): return cause.description
    case .nobody(let number): return "there is no process or thread \(number)"
    case .threadOfProcess(let thread, let process):
      let whole = process.map { " of process \($0)" } ?? ""
      return "\(thread) is a thread\(whole), not a process; give the number of its process"
    case .ended(let number): return "process \(number) has ended (a zombie)"
    case .noThread(let errno): return "cannot start a thread: \(LibbpfCode(errno).text)"
    }
  }

  /// Whether a privilege is missing: every rung, or what else was asked for, is not permitted.
  public var isRefusal: Bool {
    switch self {
    case .refused(_, let rungs): rungs.allSatisfy { $0.reason.code?.isRefusal == true }
    case .kernel(let cause): cause.code?.isRefusal == true
    case .unknownRung, .nobody, .threadOfProcess, .ended, .noThread: false
    }
  }
}
