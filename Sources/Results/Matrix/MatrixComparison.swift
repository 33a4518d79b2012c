// SPDX-License-Identifier: Apache-2.0

/// A run of the matrix held against an earlier one: what got worse, what got better.
///
/// Only kernels that both have are compared, by series. There, a cell is worse when
/// - its verdict fell, in the order exact, unsupported, lossy, wrong, failed: a rung that the
///   kernel refuses is left for the next one, a rung that loses events is believed;
/// - it is gone, unless this run was interrupted or was not asked for its probe;
/// - it is exact in both and its total per event, or what it adds to a bystander, rose by more than
///   2 guest instructions or by more than 1 %, whichever comes first, and by more than half an
///   instruction; or this run weighed and has no cost where there was one.
///
/// On another build of the kernel (its release differs) a changed cost is `unclear`, as the kernel
/// may have changed it. A verdict that fell there is worse all the same.
///
/// Where boots disagree, a number stands for anything within its spread, and one with an interval
/// for anything within that. A change counts only if it is that large wherever in their spreads
/// both numbers lie; a change that may or may not be is `unclear`.
public struct MatrixComparison: Equatable, Sendable {
  /// Cells that got worse, in the order of the earlier document. Those fail a check.
  public internal(set) var worse: [Difference] = []
  /// Cells that got better.
  public internal(set) var better: [Difference] = []
  /// Costs that may have changed by more than is tolerated, but for the spread between boots.
  public internal(set) var unclear: [Difference] = []
  /// Cells that both have.
  public internal(set) var compared = 0
  /// Cells that are in this run only.
  public internal(set) var added: [String] = []
  /// Series of the earlier document that this run has not.
  public internal(set) var notRun: [String] = []
  /// Series whose kernel is another build than before: `6.12: 6.12.117, before 6.12.115`.
  public internal(set) var otherKernels: [String] = []

  let tolerance: Tolerance
  /// Whether the kernel being compared has the release that it had before.
  var isSameBuild = true

  /// Compares two runs.
  ///
  /// - Parameters:
  ///   - now: The run to judge.
  ///   - before: The run it is held against.
  ///   - probes: The probes that this run was asked for; `nil` for all.
  ///   - tolerance: What a cost may rise by.
  public init(
    _ now: MatrixDocument, against before: MatrixDocument, probes: Set<String>? = nil,
    tolerance: Tolerance = Tolerance()
  ) {
    self.tolerance = tolerance
    for kernel in before.kernels {
      guard let run = now.kernel(kernel.series) else {
        notRun.append(kernel.series)
        continue
      }
      if let old = kernel.release, let new = run.release, old != new {
        otherKernels.append("\(kernel.series): \(new), before \(old)")
      }
      isSameBuild = kernel.release == nil || kernel.release == run.release
      for cell in kernel.cells where probes?.contains(cell.probe) ?? true {
        compare(run, cell, isWhole: !now.interrupted)
      }
      let known = Set(kernel.cells.map(\.id))
      added += run.cells.filter { !known.contains($0.id) }.map { MatrixDocument.id($0, on: run) }
    }
  }
}

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
