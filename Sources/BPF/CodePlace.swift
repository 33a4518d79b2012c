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
  /// The file of a hook in a program's code; `nil` for other hooks.
  public var path: String? {
    switch self {
    case .uprobe(let path, _), .uretprobe(let path, _), .userFunction(let path, _),
      .userReturn(let path, _), .uprobeMulti(let path, _, _), .uretprobeMulti(let path, _, _):
      path
    default: nil
    }
  }

  /// The places of a hook at many offsets; empty for other hooks.
  public var places: [CodePlace] {
    switch self {
    case .uprobeMulti(let path, let offsets, _), .uretprobeMulti(let path, let offsets, _):
      offsets.map { CodePlace(path: path, offset: $0) }
    default: []
    }
  }
}
