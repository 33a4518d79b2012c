// SPDX-License-Identifier: Apache-2.0

/// A function of a program or library, by where it lies in the file.
public struct LocatedFunction: Sendable, Hashable {
  /// Its name in reports.
  public var name: String
  /// The path by which the kernel opens the file.
  public var path: String
  /// Where its first instruction is in the file, in bytes.
  public var offset: UInt64

  /// A function at a place.
  public init(name: String, path: String, offset: UInt64) {
    self.name = name
    self.path = path
    self.offset = offset
  }
}
