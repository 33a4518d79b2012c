// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials

/// One compiled BPF object, as an ELF file in memory.
public struct ProbeObject: Sendable {
  private enum Content {
    /// What the build wrote: a literal that costs the compiler nothing.
    case base64(StaticString)
    case bytes([UInt8])
  }

  /// The object's name in messages: that of the source file without its endings, for example
  /// `opensnoop`.
  public let name: String
  private let content: Content

  /// An object that anybody compiled.
  ///
  /// - Parameters:
  ///   - name: Its name in messages.
  ///   - bytes: The ELF file.
  public init(name: String, bytes: [UInt8]) {
    self.name = name
    content = .bytes(bytes)
  }

  init(name: String, base64: StaticString) {
    self.name = name
    content = .base64(base64)
  }

  /// The ELF file.
  public var bytes: [UInt8] {
    switch content {
    case .bytes(let bytes): return bytes
    case .base64(let text):
      let text = text.withUTF8Buffer { unsafe Data($0) }
      guard let data = Data(base64Encoded: text) else {
        preconditionFailure("the build wrote an object for \(name) that is not base64")
      }
      return [UInt8](data)
    }
  }
}
