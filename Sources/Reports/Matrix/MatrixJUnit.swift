// SPDX-License-Identifier: Apache-2.0

import Results

/// The matrix as JUnit XML, which every CI reads: a suite a kernel, a test case a cell.
///
/// A case's class name is the series, its name is `probe/rung`. Lossy, wrong and failed cells are
/// failures, unsupported ones are skipped. A kernel that failed has one more case, `boot`.
public enum MatrixJUnit {
  /// Writes a document as JUnit XML.
  ///
  /// - Parameter document: Any run, also one that was interrupted.
  /// - Returns: XML 1.0 in UTF-8, ending in a line feed.
  public static func render(_ document: MatrixDocument) -> String {
    let suites = document.kernels.map(JUnitSuite.init)
    let counts = suites.reduce(JUnitCounts()) { $0 + $1.counts }
    let attributes =
      [("name", "tare matrix")] + counts.attributes
      + [("time", JUnitElement.seconds(document.elapsedSeconds))]
    let root = JUnitElement("testsuites", attributes, children: suites.map(\.element))
    return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" + root.lines().joined(separator: "\n")
      + "\n"
  }
}

/// How many cases there are of each kind.
struct JUnitCounts {
  var tests = 0
  var failures = 0
  var skipped = 0

  static func + (one: JUnitCounts, other: JUnitCounts) -> JUnitCounts {
    JUnitCounts(
      tests: one.tests + other.tests, failures: one.failures + other.failures,
      skipped: one.skipped + other.skipped)
  }

  var attributes: [(String, String)] {
    [
      ("tests", "\(tests)"), ("failures", "\(failures)"), ("errors", "0"),
      ("skipped", "\(skipped)"),
    ]
  }
}

/// One kernel.
struct JUnitSuite {
  private let kernel: KernelRun

  init(_ kernel: KernelRun) { self.kernel = kernel }

  var counts: JUnitCounts {
    let boots = kernel.failure == nil ? 0 : 1
    let failures = kernel.cells.filter { $0.verdict.isFailure }.count
    return JUnitCounts(
      tests: kernel.cells.count + boots, failures: failures + boots,
      skipped: kernel.cells.filter { $0.verdict == .unsupported }.count)
  }

  var element: JUnitElement {
    // Readers expect local time without a zone.
    let instant = kernel.startedAt.hasSuffix("Z") ? kernel.startedAt.dropLast() : ""
    let seconds =
      kernel.guests.isEmpty
      ? kernel.cells.compactMap(\.elapsedSeconds).reduce(0, +)
      : kernel.guests.reduce(0) { $0 + $1.elapsedSeconds }
    let attributes =
      [("name", kernel.series)] + counts.attributes
      + [("time", JUnitElement.seconds(seconds)), ("timestamp", String(instant))]
    let properties = [
      ("release", kernel.release), ("build", kernel.build), ("origin", kernel.origin),
    ].compactMap { name, value in
      value.map { JUnitElement("property", [("name", name), ("value", $0)]) }
    }
    return JUnitElement(
      "testsuite", attributes,
      children: [JUnitElement("properties", [], children: properties)] + boot
        + kernel.cells.map { self.case($0) })
  }

  private var boot: [JUnitElement] {
    guard let failure = kernel.failure else { return [] }
    let text = ([failure] + kernel.consoleFindings + [kernel.consoleEnd ?? ""])
      .joined(separator: "\n")
    let child = JUnitElement("failure", [("message", failure), ("type", "failed")], text: text)
    return [
      JUnitElement(
        "testcase",
        [
          ("classname", kernel.series), ("name", "boot"),
          ("time", JUnitElement.seconds(kernel.bootSeconds ?? 0)),
        ], children: [child])
    ]
  }

  private func `case`(_ cell: MatrixCell) -> JUnitElement {
    let reason = MatrixReasons.reason(cell)
    var children: [JUnitElement] = []
    if cell.verdict == .unsupported {
      children.append(JUnitElement("skipped", [("message", reason)]))
    } else if cell.verdict.isFailure {
      let text = ([reason] + cell.consoleFindings).joined(separator: "\n")
      children.append(
        JUnitElement("failure", [("message", reason), ("type", cell.verdict.rawValue)], text: text))
    }
    if let cost = Self.cost(cell) { children.append(JUnitElement("system-out", [], text: cost)) }
    return JUnitElement(
      "testcase",
      [
        ("classname", kernel.series), ("name", cell.id),
        ("time", JUnitElement.seconds(cell.elapsedSeconds ?? 0)),
      ], children: children)
  }

  /// `726 guest instructions an event: 194 dispatch, 532 program; bystander 0`
  private static func cost(_ cell: MatrixCell) -> String? {
    guard cell.verdict == .exact else { return nil }
    guard let cost = cell.cost else { return cell.costFailure.map { "not weighed: \($0)" } }
    let (total, dispatch) = (text(cost.total), text(cost.dispatch))
    let width = cost.halfWidth.map { " ± \(text($0))" } ?? ""
    var line = "\(total)\(width) guest instructions an event: \(dispatch) dispatch, "
    line += "\(text(cost.program)) program"
    if let bystander = cost.bystander { line += "; bystander \(text(bystander))" }
    if cost.agrees == false, let spread = cost.spread {
      line += "; boots differ by \(text(spread))"
    }
    return line
  }

  private static func text(_ number: Double) -> String { NumberFormat.instructions(number) }
}
