// SPDX-License-Identifier: Apache-2.0

/// Why a guest did not start, or did not do what it was asked. Where it had a console, it is here.
public enum GuestError: Error, Sendable {
  /// QEMU, or a program that it is started with, is missing.
  case missing(KernelsError)
  /// The system refused what starting QEMU needs.
  case notStarted(reason: String)
  /// Nothing came in time. `step` is what was awaited.
  case hung(step: String, after: Duration, Console)
  /// The kernel gave up; `reason` is its own.
  case panicked(reason: String, Console)
  /// Memory ran out, and what did the work was killed or the kernel gave up for it.
  case outOfMemory(line: String, Console)
  /// The first process died, of which the kernel then died too: a fault of tare's, not the kernel's.
  case tareDied(line: String, Console)
  /// QEMU ended without the kernel having said why; `output` is what QEMU said.
  case ended(status: String, output: String, Console)
  /// The guest sent what no guest of this version sends.
  case rubbish(reason: String, Console)
  /// The guest goes on, but this job failed.
  case jobFailed(kind: String, reason: String)
  /// The user asked the run to end.
  case interrupted
}

extension GuestError {
  /// The console up to the failure; `nil` where there was no guest, or where it goes on.
  public var console: Console? {
    switch self {
    case .hung(_, _, let console), .panicked(_, let console), .outOfMemory(_, let console),
      .tareDied(_, let console), .ended(_, _, let console), .rubbish(_, let console):
      console
    case .missing, .notStarted, .jobFailed, .interrupted: nil
    }
  }

  /// Whether the guest lives on and can be given another job.
  public var isOfJobOnly: Bool { if case .jobFailed = self { true } else { false } }
}

extension GuestError: CustomStringConvertible {
  /// Subject, cause, and the end of the console.
  public var description: String {
    sentence + (console?.lastLines(6) ?? []).map { "\n  \($0)" }.joined()
  }

  /// Subject and cause, in one line.
  public var sentence: String {
    switch self {
    case .missing(let error): error.description
    case .notStarted(let reason): "cannot start a guest: \(reason)"
    case .hung(let step, let after, _): "the guest hangs: no \(step) within \(after)"
    case .panicked(let reason, _): "the guest's kernel panicked: \(reason)"
    case .outOfMemory(let line, _): "the guest ran out of memory: \(line)"
    case .tareDied(let line, _): "tare died inside the guest: \(line)"
    case .ended(let status, let output, _):
      "the guest ended unasked: QEMU had \(status)" + (output.isEmpty ? "" : ", saying: \(output)")
    case .rubbish(let reason, _): "the guest sent rubbish: \(reason)"
    case .jobFailed(let kind, let reason): "the job '\(kind)' failed in the guest: \(reason)"
    case .interrupted: "interrupted"
    }
  }
}
