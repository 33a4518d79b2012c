// SPDX-License-Identifier: Apache-2.0

/// Why a guest did not start or did not do its job, with its console if it had one.
public enum GuestError: Error, Sendable {
  /// QEMU, or a program that it is started with, is missing.
  case missing(KernelsError)
  /// The system refused to start QEMU.
  case notStarted(reason: String)
  /// The guest missed its deadline in a step.
  case hung(step: String, after: Duration, Console)
  /// The kernel gave up; `reason` is its own.
  case panicked(reason: String, Console)
  /// Memory ran out, and the worker or the kernel died of it.
  case outOfMemory(line: String, Console)
  /// The first process died, and with it the kernel: a fault of tare, not of the kernel.
  case tareDied(line: String, Console)
  /// QEMU ended without the kernel's reason; `output` is QEMU's.
  case ended(status: String, output: String, Console)
  /// The guest broke the protocol of this version.
  case rubbish(reason: String, Console)
  /// The guest goes on, but this job failed.
  case jobFailed(kind: String, reason: String)
  /// The user asked the run to end.
  case interrupted
}

extension GuestError: CustomStringConvertible {
  /// The console up to the failure; `nil` without a guest, or where it goes on.
  public var console: Console? {
    switch self {
    case .hung(_, _, let console), .panicked(_, let console), .outOfMemory(_, let console),
      .tareDied(_, let console), .ended(_, _, let console), .rubbish(_, let console):
      console
    case .missing, .notStarted, .jobFailed, .interrupted: nil
    }
  }

  /// Whether the guest lives on and takes another job.
  public var isOfJobOnly: Bool { if case .jobFailed = self { true } else { false } }

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
