// SPDX-License-Identifier: Apache-2.0

import Results
import Statistics

/// Known weights, sittings and disturbances.
extension CalibrationLines {
  var linearity: CalibrationLine? {
    guard let weights = document.weights, let curvature = weights.curvature else { return nil }
    let slopes = weights.slopes.map { decimals($0.estimate, 3) }.joined(separator: ", then ")
    return CalibrationLine(
      name: "128, 256 and 512 multiplies on a straight line", target: "within 3 %",
      found: percent(curvature), verdict: judge(curvature, within: 0.03),
      note: "\(slopes) ns for each multiply")
  }

  var instructions: CalibrationLine? {
    guard let weights = document.weights else { return nil }
    guard !weights.counted.isEmpty else {
      return CalibrationLine(
        name: "the same in guest instructions", target: "exact", found: "not tried",
        verdict: .unknown, note: weights.countedReason)
    }
    var farthest = 0.0
    var words: [String] = []
    for (kernel, counted) in Dictionary(grouping: weights.counted, by: \.kernel).sorted(by: {
      $0.key < $1.key
    }) {
      // A multiply is one instruction, or so many with what an older JIT puts around it.
      let each = max((counted[0].instructions / Double(counted[0].multiplies)).rounded(), 1)
      let gaps = counted.map { abs($0.instructions - each * Double($0.multiplies)) }
      farthest = max(farthest, gaps.max() ?? 0)
      words.append("\(decimals(each, 0)) for each multiply on \(kernel)")
    }
    return CalibrationLine(
      name: "the same in guest instructions", target: "exact, to 0.001",
      found: "at most \(decimals(farthest, 3)) off",
      verdict: farthest <= 0.001 ? .holds : .fails, note: words.joined(separator: "; "))
  }

  var slopes: CalibrationLine? {
    guard let outside = document.weights?.outsideSlope, let inside = document.weights?.insideSlope,
      let ratio = document.weights?.slopeResidual
    else { return nil }
    let residual = ClosureResidual(ratio: ratio)
    return CalibrationLine(
      name: "the slope outside against the kernel's own", target: "within 5 %",
      found: percent(residual.ratio),
      verdict: residual.verdict == .closed ? .holds : residual.verdict == .open ? .fails : .unknown,
      note: "\(decimals(outside.estimate, 3)) ns for each multiply outside, "
        + "\(decimals(inside, 3)) inside")
  }

  var repeatability: CalibrationLine? {
    guard let sittings = document.sittings else { return nil }
    return CalibrationLine(
      name: "repeatability over \(sittings.alone.count) sittings", target: "at most 2 %",
      found: "\(decimals(sittings.spread * 100, 1)) %",
      verdict: sittings.spread <= 0.02 ? .holds : missed(sittings.alone.count),
      note: "\(sittings.subject), \(decimals(sittings.secondsEach, 0)) s a sitting")
  }

  var sittings: CalibrationLine? {
    guard let sittings = document.sittings else { return nil }
    let count = sittings.alone.count
    let least = Int((0.9 * Double(count)).rounded(.down))
    return CalibrationLine(
      name: "sittings whose interval holds the others' median",
      target: "at least \(least) of \(count)", found: "\(sittings.heldWithTerm) of \(count)",
      verdict: sittings.heldWithTerm >= least ? .holds : .fails,
      note: "\(sittings.heldAlone) of \(count) without a term for what differs between sittings")
  }

  var disturbances: CalibrationLine? {
    let found = document.disturbances
    guard !found.isEmpty else { return nil }
    let wrong = found.filter { $0.verdict == .wrong }
    let words = found.map { "\($0.load): \($0.verdict.rawValue)" }.joined(separator: "; ")
    return CalibrationLine(
      name: "another load on purpose, confidently wrong", target: "never",
      found: "\(wrong.count) of \(found.count)", verdict: wrong.isEmpty ? .holds : .fails,
      note: words)
  }
}
