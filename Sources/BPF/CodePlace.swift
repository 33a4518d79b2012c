// SPDX-License-Identifier: Apache-2.0

/// A place in an executable or shared library.
public struct CodePlace: Sendable, Hashable {
  /// The file.
  public let path: String
  /// Bytes from its start.
  public let offset: UInt64

  /// A place.
  public init(path: String, offset: UInt64) {
    self.path = path
    self.offset = offset
  }
}

extension Hook {
  /// The places of a hook at many places at once; none of other hooks.
  public var places: [CodePlace] {
    switch self {
    case .uprobeMulti(let path, let offsets, _), .uretprobeMulti(let path, let offsets, _):
      offsets.map { CodePlace(path: path, offset: $0) }
    default: []
    }
  }
}
