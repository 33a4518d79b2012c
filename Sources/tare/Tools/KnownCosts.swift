// SPDX-License-Identifier: Apache-2.0

/// What results/ held of each probe's cost when this was built.
enum KnownCosts {
  /// A probe on a rung, weighed by the clock.
  struct Measured {
    let rung: String
    /// For example `opensnoop on tracepoint adds 803 ± 136 ns to an open (23 ± 4 %); …`.
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

  /// What the hooks of a rung add to an event, by the clock, in nanoseconds.
  struct Dispatch {
    let nanoseconds: Double
    let low: Double
    let high: Double
    /// Machine, kernel and day.
    let place: String
  }

  private static let rows: [[String]] = facts.split(separator: "\n").map {
    $0.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
  }

  /// What was measured of a probe.
  static func measured(_ probe: String) -> [Measured] {
    rows.filter { $0.count == 5 && $0[0] == "measured" && $0[1] == probe }.map {
      Measured(rung: $0[2], text: $0[3], place: $0[4])
    }
  }

  /// What was counted of a probe, kernel by kernel.
  static func counted(_ probe: String) -> [Counted] {
    rows.filter { $0.count == 6 && $0[0] == "counted" && $0[2] == probe }.compactMap { row in
      Double(row[4]).map {
        Counted(series: row[1], rung: row[3], event: $0, bystander: Double(row[5]))
      }
    }
  }

  /// What the hooks of a rung were measured to cost.
  static func dispatch(_ probe: String, rung: String) -> Dispatch? {
    let row = rows.last { $0.count == 7 && Array($0[0...2]) == ["dispatch", probe, rung] }
    guard let row, let nanoseconds = Double(row[3]), let low = Double(row[4]),
      let high = Double(row[5])
    else { return nil }
    return Dispatch(nanoseconds: nanoseconds, low: low, high: high, place: row[6])
  }
}
