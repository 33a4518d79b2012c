// SPDX-License-Identifier: Apache-2.0

private import CLibbpf
import Glibc

/// An errno value, or one of libbpf's own numbers from 4000 up.
public struct LibbpfCode: Sendable, Hashable {
  /// The positive number.
  public let number: Int32

  /// A code from a positive number.
  public init(_ number: Int32) { self.number = number }

  /// `ENOENT`.
  static let noEntry = LibbpfCode(ENOENT)
  /// `EINVAL`, also of a command that the kernel does not know.
  static let invalid = LibbpfCode(EINVAL)
  /// `EOPNOTSUPP`.
  static let notSupported = LibbpfCode(EOPNOTSUPP)
  /// `EADDRNOTAVAIL`, also of a name that several functions of the kernel share.
  public static let ambiguous = LibbpfCode(EADDRNOTAVAIL)

  /// The text of `libbpf_strerror`, for example `Operation not permitted`.
  public var text: String {
    unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: 256) { buffer in
      unsafe buffer.initialize(repeating: 0)
      _ = unsafe libbpf_strerror(-number, buffer.baseAddress, buffer.count)
      return unsafe buffer.baseAddress.map { unsafe String(cString: $0) } ?? "error \(number)"
    }
  }

  /// `EPERM` or `EACCES`: a privilege or a policy is in the way.
  public var isRefusal: Bool { number == EPERM || number == EACCES }

  /// The kernel puts no breakpoint on this instruction: `ENOEXEC`, or its own `ENOTSUPP`.
  public var isUnfitInstruction: Bool {
    let notSupported: Int32 = 524
    return number == ENOEXEC || number == notSupported
  }

  /// The kernel has no traceable function of this name: `ENOENT`, `ESRCH` or `EADDRNOTAVAIL`.
  public var isUnfitFunction: Bool { [ENOENT, ESRCH, EADDRNOTAVAIL].contains(number) }

  /// The number of an errno by its name, for example `ENOENT`; `nil` for an unknown name.
  public static func errno(named name: String) -> UInt32? {
    (1..<Int32(4096)).first { number in
      guard let text = unsafe clibbpf_errno_name(number) else { return false }
      return unsafe String(cString: text) == name
    }.map(UInt32.init)
  }
}
