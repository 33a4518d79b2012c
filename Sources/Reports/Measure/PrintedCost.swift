// SPDX-License-Identifier: Apache-2.0

import Results
import Statistics

/// A time, or an upper bound where it cannot be told from nothing.
enum PrintedCost {
  /// The machine can tell it from nothing.
  case measured(Interval)
  /// It cannot; the truth is below so many ns.
  case below(nanoseconds: Double)

  /// Judges a time against the noise floor in the same unit.
  ///
  /// A floor below the interval's own end would promise more than was seen, so the larger counts.
  init(_ interval: Interval, noiseFloor: Double) {
    if interval.containsZero || abs(interval.estimate) <= noiseFloor {
      self = .below(nanoseconds: max(interval.high, noiseFloor))
    } else {
      self = .measured(interval)
    }
  }

  /// `412 ± 6 ns` or `< 0.6 ns`
  var text: String {
    switch self {
    case .measured(let interval): NumberFormat.time(nanoseconds: interval).text
    case .below(let limit): NumberFormat.bound(nanoseconds: limit)
    }
  }
}

extension Cell {
  /// One of the cell's costs per event, judged against the noise floor per event.
  func cost(perEvent interval: Interval?) -> PrintedCost? {
    let events = eventsPerOperation > 0 ? eventsPerOperation : 1
    return interval.map { PrintedCost($0, noiseFloor: (noiseFloor?.nanoseconds ?? 0) / events) }
  }

  /// The reader's cost per event; it is counted, not compared, so it has no noise floor.
  var readerCost: PrintedCost? {
    reader?.cpuNanosecondsPerEvent.map { PrintedCost($0, noiseFloor: 0) }
  }

  /// The cost of the probe to one operation, watched or not.
  var costPerOperation: PrintedCost? {
    let interval = role == .bystander ? bystanderCost : contrast(.probe)?.nanoseconds
    return interval.map { PrintedCost($0, noiseFloor: noiseFloor?.nanoseconds ?? 0) }
  }
}
