// SPDX-License-Identifier: Apache-2.0

import BPF
import CProbeRecords
import ProbeObjects
import Probes
import Scale
import Workloads

/// A program of known weight: a chain of multiplies, each of which needs the result of the one
/// before.
///
/// Its cost is in proportion to their number, whatever the hook costs, so that it can test the
/// scale.
package struct KnownWeight: Subject {
  /// The most multiplies of a program.
  package static let most = Int(WEIGHT_MOST)

  /// Multiplies of the weights that test the scale; fewer hide under the cost of the hook.
  package static let ladder = [128, 256, 512]

  package let name = "weight"
  package let watching = Watching([.systemCall], on: "syscall-storm", everySystemCall: true)
  private let multiplies: Int
  private let hook: Hook

  /// Makes a weight.
  package init(_ multiplies: Int, at hook: Hook) {
    precondition((0...Self.most).contains(multiplies), "a weight has up to \(Self.most) multiplies")
    precondition(
      [.rawTracepoint, .tpBTF, .tracepoint].contains(hook.kind),
      "there is no weight for a \(hook.kind.rawValue)")
    self.multiplies = multiplies
    self.hook = hook
  }

  package var ways: [Way] { [Way("\(multiplies)", [hook])] }

  /// Loads the weight; the verifier removes the other multiplies.
  package func prepare(
    _ way: Way, keepingFigures: Bool
  ) throws(WeighingError) -> any PreparedSubject { try prepare() }

  /// Loads the weight.
  package func prepare() throws(WeighingError) -> PreparedPrograms {
    let programs = PreparedPrograms()
    let settings = weight_settings(factor: 3, multiplies: UInt32(multiplies), padding: 0)
    try programs.load(
      ProbeObject.weights.bytes, name: name, [.init("on_\(hook.kind.rawValue)", at: hook)]
    ) { object throws(BPFError) in try object.setConstants(bytes(of: settings)) }
    return programs
  }
}
