// SPDX-License-Identifier: Apache-2.0

import FoundationEssentials
import Reports
import Results
import Statistics

/// The costs of probes that results/ held when this was built.
enum KnownCosts {
  /// A probe on a rung, weighed by the clock.
  struct Measured {
    let rung: String
    /// A sentence: `opensnoop on tracepoint adds 803 ± 136 ns to an open (23 ± 4 %); …`.
    let text: String
    /// Machine, kernel and day.
    let place: String
  }

  /// A probe on a rung of a kernel, counted in instructions.
  struct Counted {
    let series: String
    let rung: String
    let event: Double
    let bystander: Double?
  }

  /// A probe on a rung, weighed by the clock: nanoseconds an event.
  struct Weighed: Hashable {
    let probe: String
    let rung: String
    /// `floor − off`.
    let dispatch: Double
    /// Half the width of the interval of `dispatch`.
    let halfWidth: Double
    /// The time that the kernel's statistics count in an empty program: their own clock.
    let clock: Double?
  }

  private static let rows: [[String]] = facts.split(separator: "\n").map {
    $0.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
  }

  /// The names under which a tool was weighed: functions of programs make a probe of their own.
  static func names(_ tool: String) -> Set<String> { [tool, "\(tool)-user"] }

  /// The costs of a tool in nanoseconds.
  static func measured(_ tool: String) -> [Measured] {
    let names = names(tool)
    return rows.filter { $0.count == 5 && $0[0] == "measured" && names.contains($0[1]) }.map {
      Measured(rung: $0[2], text: $0[3], place: $0[4])
    }
  }

  /// The prices of hooks, in nanoseconds.
  static let weighed: [Weighed] = prices.compactMap { Weighed($0) }

  /// The costs of a tool in instructions, kernel by kernel.
  static func counted(_ tool: String) -> [Counted] {
    let names = names(tool)
    let counted = rows.filter { $0.count == 6 && $0[0] == "counted" && names.contains($0[2]) }
    return counted.compactMap { row in
      Double(row[4]).map {
        Counted(series: row[1], rung: row[3], event: $0, bystander: Double(row[5]))
      }
    }
  }

  /// The prices of events, probe by probe.
  static let prices: [ProbePrice] = rows.filter { $0.count == 2 && $0[0] == "price" }.map {
    do { return try JSONDecoder().decode(ProbePrice.self, from: Data($0[1].utf8)) } catch {
      fatalError("this build holds a price that it cannot read: \(error)")
    }
  }
}

extension KnownCosts.Weighed {
  /// The hooks' part of a price; `nil` where it has none.
  init?(_ price: ProbePrice) {
    guard let dispatch = price.dispatch else { return nil }
    self.init(
      probe: price.probe, rung: price.rung, dispatch: dispatch.estimate,
      halfWidth: dispatch.margin, clock: price.clock)
  }
}

/// The table `results/known-costs.tsv`, which is embedded in the program: making it from the
/// documents takes all of `Reports` and `Results`, which would have to be compiled twice. One line
/// a fact, its parts apart by tabs:
///
///     counted SERIES PROBE RUNG INSTRUCTIONS-AN-EVENT INSTRUCTIONS-OF-A-BYSTANDER
///     measured PROBE RUNG SENTENCE PLACE
///     price JSON, of a ProbePrice
extension KnownCosts {
  /// Makes the table; throws `EncodingError` where a price has a number that JSON has not.
  static func table(_ matrix: MatrixDocument, _ measure: MeasureDocument) throws -> String {
    let rows = counted(matrix) + (try measured(measure))
    return rows.map { $0.map(cleaned).joined(separator: "\t") + "\n" }.joined()
  }

  private static func counted(_ document: MatrixDocument) -> [[String]] {
    document.kernels.flatMap { kernel in
      kernel.cells.compactMap { cell in
        guard cell.verdict == .exact, let cost = cell.cost else { return nil }
        let bystander = cost.bystander.map { "\($0)" } ?? ""
        return ["counted", kernel.series, cell.probe, cell.rung, "\(cost.total)", bystander]
      }
    }
  }

  private static func measured(_ document: MeasureDocument) throws -> [[String]] {
    let sentences = CostSentences(document).entries
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let prices = try ProbePrice.all(in: document, source: .results(place: "")).map { price in
      let place = sentences.first { $0.probe == price.probe && $0.rung == price.rung }?.place ?? ""
      var price = price
      price.source = .results(place: place)
      return ["price", String(decoding: try encoder.encode(price), as: UTF8.self)]
    }
    return sentences.map { ["measured", $0.probe, $0.rung, $0.text, $0.place] } + prices
  }

  /// Replaces tabs and ends of lines, which would end a column or a line.
  private static func cleaned(_ text: String) -> String {
    String(text.map { $0.isNewline || $0 == "\t" ? " " : $0 })
  }
}
