// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials

/// One compiled BPF object, as an ELF file in memory.
public struct ProbeObject: Sendable {
  /// The name of the source file without its endings, for example `opensnoop`.
  public let name: String
  private let base64: StaticString

  init(name: String, base64: StaticString) {
    self.name = name
    self.base64 = base64
  }

  /// The ELF file.
  public var bytes: [UInt8] {
    let text = base64.withUTF8Buffer { unsafe Data($0) }
    guard let data = Data(base64Encoded: text) else {
      preconditionFailure("the build wrote an object for \(name) that is not base64")
    }
    return [UInt8](data)
  }
}
