// SPDX-License-Identifier: Apache-2.0

/// A run of the matrix held against an earlier one: what got worse, what got better.
///
/// Only kernels that both have are compared, by series. There, a cell is worse when
/// - its verdict fell, in the order exact, unsupported, lossy, wrong, failed: a rung that the kernel
///   refuses is left for the next one, a rung that loses events is believed;
/// - it is gone, unless this run was interrupted or was not asked for its probe;
/// - it is exact in both and its total per event, or what it adds to a bystander, rose by more than
///   2 guest instructions or by more than 1 %, whichever comes first, and by more than half an
///   instruction; or this run weighed and has no cost where there was one.
///
/// A cost on another build of the kernel (its release is another) is another cost, whoever made it change:
/// such a change is `unclear`. A verdict that fell there is worse all the same.
///
/// Where boots disagree, a number stands for anything within its spread, and one with an interval for
/// anything within that. A change counts only if it is
/// that large wherever in their spreads both numbers lie; a change that may or may not be is `unclear`.
public struct MatrixComparison: Equatable, Sendable {
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

  /// Cells that got worse, in the order of the earlier document. Those fail a check.
  public private(set) var worse: [Difference] = []
  /// Cells that got better.
  public private(set) var better: [Difference] = []
  /// Costs that may have changed by more than is tolerated, but for the spread between boots.
  public private(set) var unclear: [Difference] = []
  /// Cells that both have.
  public private(set) var compared = 0
  /// Cells that are in this run only.
  public private(set) var added: [String] = []
  /// Series of the earlier document that this run has not.
  public private(set) var notRun: [String] = []
  /// Series whose kernel is another build than before: `6.12: 6.12.117, before 6.12.115`.
  public private(set) var otherKernels: [String] = []

  private let tolerance: Tolerance
  /// Of the kernel that is being compared.
  private var isSameBuild = true

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

// MARK: - One cell

extension MatrixComparison {
  private mutating func compare(_ run: KernelRun, _ before: MatrixCell, isWhole: Bool) {
    let id = MatrixDocument.id(before, on: run)
    guard let now = run.cell(before.id) else {
      if isWhole {
        let why = run.failure.map { ": \($0)" } ?? ""
        worse.append(.init(cell: id, text: "\(before.verdict.rawValue) before, now gone\(why)"))
      }
      return
    }
    compared += 1
    if now.verdict.rank != before.verdict.rank {
      let reason = (now.reason ?? now.fidelity?.note).map { ": \($0)" } ?? ""
      let text = "\(before.verdict.rawValue) before, now \(now.verdict.rawValue)\(reason)"
      note(id, text, isWorse: now.verdict.rank > before.verdict.rank)
    } else if now.verdict == .exact, let old = before.cost {
      compare(id, now, old, run)
    }
  }

  private mutating func compare(
    _ id: String, _ cell: MatrixCell, _ before: InstructionCost, _ run: KernelRun
  ) {
    guard let now = cell.cost else {
      if run.wasToBeWeighed {
        let why = cell.costFailure ?? run.costFailure ?? "no reason was given"
        worse.append(.init(cell: id, text: "it has no cost any more: \(why)"))
      }
      return
    }
    let spread = (before.spread ?? 0) + (now.spread ?? 0)
    let width = (before.halfWidth ?? 0) + (now.halfWidth ?? 0)
    compare(id, "total per event", before.total, now.total, spread + width)
    if let old = before.bystander, let new = now.bystander {
      compare(id, "bystander", old, new, spread)
    }
  }

  private mutating func compare(
    _ id: String, _ what: String, _ before: Double, _ now: Double, _ spread: Double
  ) {
    let change = now - before
    let limit = tolerance.limit(before)
    guard abs(change) > limit else { return }
    let text = "\(what) \(Self.text(before)) before, now \(Self.text(now))\(Self.text(of: change))"
    if !isSameBuild {
      unclear.append(.init(cell: id, text: "\(text), on another build of the kernel"))
    } else if abs(change) - spread > limit {
      note(id, text, isWorse: change > 0)
    } else {
      let spread = Self.text(spread)
      unclear.append(
        .init(cell: id, text: "\(text), while spread and interval leave \(spread) open"))
    }
  }

  private mutating func note(_ id: String, _ text: String, isWorse: Bool) {
    let difference = Difference(cell: id, text: text)
    if isWorse { worse.append(difference) } else { better.append(difference) }
  }

  /// At most three decimals, which is as far as boots agree.
  private static func text(_ value: Double) -> String {
    let thousandths = (value * 1000).rounded() / 1000
    return thousandths == thousandths.rounded() && abs(thousandths) < 1e15
      ? "\(Int64(thousandths))" : "\(thousandths)"
  }

  private static func text(of change: Double) -> String {
    " (\(change > 0 ? "+" : "")\(text(change)))"
  }
}

extension MatrixCell.Verdict {
  /// The lower the better.
  fileprivate var rank: Int {
    switch self {
    case .exact: 0
    case .unsupported: 1
    case .lossy: 2
    case .wrong: 3
    case .failed: 4
    }
  }
}
