// SPDX-License-Identifier: Apache-2.0

/// The controls of a run: whether its numbers may be believed. A cell that fails one is `invalid`.
public struct ControlGate: Sendable, Hashable {
  /// The bias a control may show, as a relative change.
  public var toleratedBias: Double

  /// Makes a gate; without arguments, the one Tare ships: 0.1 %.
  ///
  /// - Parameter toleratedBias: A relative change, 0.001 for 0.1 %.
  public init(toleratedBias: Double = 0.001) { self.toleratedBias = toleratedBias }

  /// Whether a control holds.
  public enum Verdict: Sendable, Hashable {
    /// It holds.
    case passed
    /// It does not, and why.
    case failed(Failure)
  }

  /// A comparison whose true difference is zero.
  public enum Control: String, Sendable, Hashable, CaseIterable {
    /// `off` against `off`.
    case off
    /// `never` against `off`: attached to an event that does not fire.
    case never
  }

  /// Why a control does not hold.
  public enum Failure: Sendable, Hashable {
    /// The control shows a relative change where there is none.
    case bias(Control, Interval)
  }

  /// Passes a control whose estimate is within `toleratedBias` or whose interval contains 0.
  ///
  /// - Parameters:
  ///   - ratio: The relative change of the control, `Contrast.ratio`.
  ///   - control: Which control it is.
  /// - Returns: `.passed`, or `.failed` with the interval.
  public func check(_ ratio: Interval, of control: Control) -> Verdict {
    abs(ratio.estimate) <= toleratedBias || ratio.containsZero
      ? .passed : .failed(.bias(control, ratio))
  }
}
