// SPDX-License-Identifier: Apache-2.0

extension MatrixComparison {
  /// What there is to say of one cell.
  public struct Difference: Hashable, Sendable {
    /// `6.12/opensnoop/fexit`
    public var cell: String
    /// What changed: `exact before, now lossy: the ring was full`.
    public var text: String

    /// Makes a difference.
    public init(cell: String, text: String) {
      self.cell = cell
      self.text = text
    }
  }

  /// What a cost may rise by.
  public struct Tolerance: Hashable, Sendable {
    /// In guest instructions.
    public var instructions: Double
    /// As a fraction of the earlier cost.
    public var ratio: Double

    /// Makes a tolerance.
    public init(instructions: Double = 2, ratio: Double = 0.01) {
      self.instructions = instructions
      self.ratio = ratio
    }

    /// What of a rise is none: a program has whole instructions, and less than half of one an event is work that
    /// falls into some slices only.
    public static let least = 0.5

    /// The smaller of the two, but never less than `least`.
    func limit(_ before: Double) -> Double {
      max(min(instructions, abs(before) * ratio), Self.least)
    }
  }
}
