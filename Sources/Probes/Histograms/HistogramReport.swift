// SPDX-License-Identifier: Apache-2.0

/// Reports of histograms: the latencies since the last report, the fullest histogram first.
import Lines
struct HistogramReport<Kind: Hashable> {
  /// What latencies of a kind have in common, for a line above the histogram and a member of its object.
  struct Label {
    enum Value {
      case number(UInt64)
      case bytes([UInt8])
    }

    var key: StaticString
    var value: Value

    static func text(_ key: StaticString, _ text: String) -> Label {
      Label(key: key, value: .bytes(Array(text.utf8)))
    }
  }

  /// The latencies of a kind since the probe was loaded.
  struct Entry {
    var kind: Kind
    var labels: [Label]
    var histogram: LatencyHistogram
  }

  let table: HistogramTable
  let withTime: Bool
  let json: Bool
  let top: Int?
  let clock: EventClock
  private var before: [Kind: LatencyHistogram] = [:]

  init(table: HistogramTable, withTime: Bool, json: Bool, top: Int?, clock: EventClock) {
    self.table = table
    self.withTime = withTime
    self.json = json
    self.top = top
    self.clock = clock
  }

  /// Writes the histograms; of kinds that nothing came of, none, unless there is only one kind.
  ///
  /// - Parameters:
  ///   - entries: All kinds; equally full ones keep their order.
  ///   - line: Where to.
  /// - Returns: The number of latencies.
  mutating func append(_ entries: [Entry], to line: inout LineBuffer) -> UInt64 {
    let now = EventClock.now
    var fresh: [(labels: [Label], histogram: LatencyHistogram, count: UInt64)] = []
    for entry in entries {
      let since = before[entry.kind].map { entry.histogram.since($0) } ?? entry.histogram
      let count = since.count
      if count > 0 || entries.count == 1 { fresh.append((entry.labels, since, count)) }
      before[entry.kind] = entry.histogram
    }
    let order = fresh.indices.sorted { (fresh[$1].count, $0) < (fresh[$0].count, $1) }
    if withTime, !json {
      line.append(clock.timeOfDay(now))
      line.endLine()
    }
    for index in order.prefix(top ?? .max) {
      json
        ? appendObject(fresh[index].labels, fresh[index].histogram, now, to: &line)
        : appendTable(fresh[index].labels, fresh[index].histogram, to: &line)
    }
    return fresh.reduce(0) { $0 &+ $1.count }
  }

  private func appendObject(
    _ labels: [Label], _ histogram: LatencyHistogram, _ now: UInt64, to line: inout LineBuffer
  ) {
    line.beginObject()
    line.member("event", "histogram")
    line.member("time_ns", clock.sinceEpoch(now))
    for label in labels {
      switch label.value {
      case .number(let number): line.member(label.key, number)
      case .bytes(let bytes): line.member(label.key, bytes: bytes)
      }
    }
    line.members(of: histogram)
    line.endObjectLine()
  }

  private func appendTable(
    _ labels: [Label], _ histogram: LatencyHistogram, to line: inout LineBuffer
  ) {
    for label in labels {
      line.append(label.key)
      line.append(" = ")
      switch label.value {
      case .number(let number): line.append("\(number)")
      case .bytes(let bytes): line.append(printing: bytes)
      }
      line.endLine()
    }
    table.append(histogram, to: &line)
    line.endLine()
  }
}
