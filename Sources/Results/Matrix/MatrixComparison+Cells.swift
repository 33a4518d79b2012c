// SPDX-License-Identifier: Apache-2.0

extension MatrixComparison {
  mutating func compare(_ run: KernelRun, _ before: MatrixCell, isWhole: Bool) {
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
