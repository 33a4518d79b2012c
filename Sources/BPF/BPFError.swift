// SPDX-License-Identifier: Apache-2.0

/// Why a step with BPF failed.
public enum BPFError: Error, Hashable, Sendable {
  /// libbpf or the kernel refused `operation` on the object, program, map or file named `subject`.
  case failed(Operation, subject: String, code: LibbpfCode, log: VerifierLog?)
  /// A map holds values of another size than was asked for, in bytes.
  case wrongSize(map: String, expected: Int, found: Int)
}

extension BPFError: CustomStringConvertible {
  /// Subject first, then the cause, then the last thing the verifier or libbpf said.
  public var description: String {
    switch self {
    case .failed(let operation, let subject, let code, let log):
      let said = log?.lastLine.map { " (\($0))" } ?? ""
      return "cannot \(operation.rawValue) '\(subject)': \(code.text)\(said)"
    case .wrongSize(let map, let expected, let found):
      return "map '\(map)' holds values of \(found) bytes, not \(expected)"
    }
  }

  /// The errno or libbpf number behind the failure.
  public var code: LibbpfCode? {
    guard case .failed(_, _, let code, _) = self else { return nil }
    return code
  }
}

/// The one funnel from a C return value, negative on failure, to a typed error.
@discardableResult
func check(
  _ result: Int32, _ operation: Operation, _ subject: String, log: VerifierLog? = nil
) throws(BPFError) -> Int32 {
  guard result < 0 else { return result }
  throw .failed(operation, subject: subject, code: LibbpfCode(-result), log: log)
}

/// A request that libbpf or the kernel refused.
public enum Operation: String, Sendable, Hashable {
  case open, make, load, attach, detach, find, read, write, mount, configure
  /// Enabling or reading the kernel's own statistics of BPF programs.
  case count
}
