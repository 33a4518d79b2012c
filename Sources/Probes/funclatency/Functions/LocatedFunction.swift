// SPDX-License-Identifier: Apache-2.0

/// A function of a program or library, by where it lies in the file.
public struct LocatedFunction: Sendable, Hashable {
  /// How the ends of its calls are seen.
  public enum Ending: Sendable, Hashable {
    /// By a return probe, for which the kernel puts an address of its own on the caller's stack.
    case returnProbe
    /// By uprobes at its `ret` instructions, which leave the stack alone: where these are in the
    /// file, in bytes.
    case instructions([UInt64])
    /// By uprobes at `ret` instructions of Go's code, where goroutines and not threads tell calls
    /// apart.
    case goInstructions([UInt64])
  }

  /// Its name in reports.
  public var name: String
  /// The path by which the kernel opens the file.
  public var path: String
  /// Where the instruction is that begins a call, in bytes from the start of the file.
  public var offset: UInt64
  /// How the ends of its calls are seen.
  public var ending: Ending
  /// Whether some calls seem to end where they hand over to a function whose ends cannot be told.
  public internal(set) var isCutShort = false
  /// The file that was looked through; `nil` where any file at the path will do.
  var file: FileIdentity?

  /// A function at a place.
  public init(name: String, path: String, offset: UInt64, ending: Ending = .returnProbe) {
    self.name = name
    self.path = path
    self.offset = offset
    self.ending = ending
  }
}
