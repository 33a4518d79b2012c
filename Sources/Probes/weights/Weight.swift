// SPDX-License-Identifier: Apache-2.0

import BPF
import CProbeRecords
import ProbeObjects

/// A program of known weight: a straight line of multiplies, each of which needs the result of the one before.
///
/// It reports nothing. What it costs is in proportion to their number, whatever else the hook costs, so that
/// the scale can be held against it.
public struct Weight: Probe {
  /// The most multiplies there can be.
  public static let most = Int(WEIGHT_MOST)

  /// Multiplies in the line.
  public let multiplies: Int
  private let hook: Hook

  /// So many multiplies at a raw tracepoint, a `tp_btf` or a classic tracepoint.
  ///
  /// - Parameters:
  ///   - multiplies: In 0 ... `most`.
  ///   - hook: Where they go.
  public init(_ multiplies: Int, at hook: Hook) {
    precondition((0...Self.most).contains(multiplies), "a weight has up to \(Self.most) multiplies")
    precondition(
      [.rawTracepoint, .tpBTF, .tracepoint].contains(hook.kind),
      "there is no weight for a \(hook.kind.rawValue)")
    self.multiplies = multiplies
    self.hook = hook
  }

  /// The name on the command line.
  public var name: String { "weight" }

  /// The compiled programs.
  public var object: ProbeObject { .weights }

  /// It reports nothing.
  public var losses: LossCount { .none }

  /// One rung only, of one program.
  public var ladder: [Rung] {
    [Rung("\(multiplies)", [.init("on_\(hook.kind.rawValue)", at: hook)])]
  }

  /// Writes the number into the object. The verifier then takes out all but so many.
  public func configure(_ object: borrowing OpenObject) throws(BPFError) {
    let settings = weight_settings(
      factor: 3, multiplies: UInt32(multiplies), padding: 0)
    try object.setConstants(bytes(of: settings))
  }
}
