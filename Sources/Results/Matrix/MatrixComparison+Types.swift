// SPDX-License-Identifier: Apache-2.0

extension MatrixComparison {
  /// A change of one cell.
  public struct Difference: Hashable, Sendable {
    /// `6.12/opensnoop/fexit`
    public var cell: String
    /// The change: `exact before, now lossy: the ring was full`.
    public var text: String

    /// Makes a difference.
    public init(cell: String, text: String) {
      self.cell = cell
      self.text = text
    }
  }

  /// The rise of a cost that is tolerated.
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

    /// The smallest rise that counts. A program has whole instructions: less than half of one an
    /// event is work that falls into some slices only.
    public static let least = 0.5

    /// The smaller of the two, but never less than `least`.
    func limit(_ before: Double) -> Double {
      max(min(instructions, abs(before) * ratio), Self.least)
    }
  }
}
