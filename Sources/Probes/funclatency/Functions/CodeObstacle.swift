// SPDX-License-Identifier: Apache-2.0

/// Why the ends of a function's calls cannot be seen at its `ret` instructions.
public enum CodeObstacle: Hashable, Sendable {
  /// There is no library that disassembles.
  case noDisassembler
  /// Nothing says where the function ends.
  case unknownSize
  /// Some bytes are no instructions that are known.
  case unknownInstructions
  /// It goes on in another function, which returns in its place.
  case goesOn
  /// It has more `ret` instructions than are probed.
  case tooManyReturns
}

extension CodeObstacle: CustomStringConvertible {
  /// The reason, to go behind "and".
  public var description: String {
    switch self {
    case .noDisassembler:
      "nothing here finds its ret instructions (install libcapstone4 or libcapstone5)"
    case .unknownSize: "nothing says where it ends"
    case .unknownInstructions: "its instructions cannot be read"
    case .goesOn: "it goes on in another function"
    case .tooManyReturns: "it has too many ret instructions"
    }
  }
}
