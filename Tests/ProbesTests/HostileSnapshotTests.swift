// SPDX-License-Identifier: Apache-2.0

import BPF
import Glibc
import Lines
@testable import Probes
import Testing

/// What counting probes find in their maps may be anything, too: no number is so large, and no
/// entry so short, that reading or printing it ends the program.
@Suite struct HostileSnapshotTests {
  private static let seeds: [UInt64] = Array(1...16)

  /// A map's entry of any length.
  private static func entry(_ noise: inout Noise, most: Int) -> (key: MapWords, value: MapWords) {
    (MapWords(noise.words(0...3)), MapWords(noise.words(0...most)))
  }

  /// Prints a histogram in every way there is.
  private static func print(_ histogram: LatencyHistogram, to line: inout LineBuffer) {
    for unit in [LatencyUnit.nanoseconds, .microseconds, .milliseconds] {
      for isLinear in [false, true] {
        HistogramTable(unit: unit, isLinear: isLinear, withTotals: true).append(
          histogram, to: &line)
      }
    }
    line.members(of: histogram)
  }

  @Test(arguments: seeds)
  func `histograms of any words are read, merged, compared and printed`(seed: UInt64) throws {
    var noise = Noise(seed: seed)
    let null = unsafe open("/dev/null", O_WRONLY | O_CLOEXEC)
    try #require(null >= 0)
    defer { close(null) }
    var line = LineBuffer(descriptor: null)
    var before = LatencyHistogram()
    for _ in 0..<5 {
      let words = noise.words(0...(2 * LatencyHistogram.wordsInKernel + 7))
      let histogram = LatencyHistogram(copies: words)
      for share in [0, 0.5, 0.999, 1] { _ = histogram.percentile(share) }
      Self.print(histogram, to: &line)
      Self.print(histogram.since(before).merged(with: before), to: &line)
      before = histogram
      #expect(line.flush() == 0, "seed \(seed)")
    }
  }

  @Test func `the largest numbers there are can be printed`() {
    let most = LatencyHistogram(
      counts: [UInt64](repeating: .max, count: LatencyHistogram.buckets), sum: .max, maximum: .max)
    var one = [UInt64](repeating: 0, count: LatencyHistogram.buckets)
    one[LatencyHistogram.buckets - 1] = 1
    let single = LatencyHistogram(counts: one, sum: .max, maximum: .max)
    #expect(single.percentile(0.5) == .max)
    let text = lines {
      HistogramTable(unit: .milliseconds, isLinear: true, withTotals: true).append(single, to: &$0)
    }
    #expect(text.last == "count 1, avg 18446744073709.551 ms, total 18446744073709.551 ms")
    _ = lines { HistogramTable(unit: .nanoseconds, withTotals: true).append(most, to: &$0) }
  }

  @Test(arguments: seeds) func `entries of any words are decoded`(seed: UInt64) {
    var noise = Noise(seed: seed)
    var folded = FoldedStacks(kernel: nil)
    for _ in 0..<50 {
      let (key, value) = Self.entry(&noise, most: 1000)
      let group = Runqlat.group(key: key, value: value, Numbering())
      #expect(group.comm.count <= 16, "seed \(seed)")
      #expect(
        Syscount.processCount(key: key, value: value, Numbering()).comm.count <= 16, "seed \(seed)")
      // Of a process that does not exist: its symbols are nobody's.
      let blocked = Offcputime.blocked(
        MapWords([UInt64(UInt32.max)] + key.words), value, .frames(noise.words(0...127)), .lost,
        Numbering())
      let stack = folded.stack(of: blocked)
      #expect(!stack.contains("\n"), "seed \(seed)")
      _ = folded.lines(of: [blocked, blocked])
    }
  }
}
