// SPDX-License-Identifier: Apache-2.0

/// The controls of a run: whether its numbers may be believed. A cell that fails one is `invalid`.
public struct ControlGate: Sendable, Hashable {
  /// The bias a control may show, as a relative change.
  public var toleratedBias: Double
  /// What closure may leave unexplained, as a fraction of the inside cost.
  public var toleratedResidual: Double

  /// Makes a gate; without arguments, the one Tare ships: 0.1 % and 5 %.
  ///
  /// - Parameters:
  ///   - toleratedBias: A relative change, 0.001 for 0.1 %.
  ///   - toleratedResidual: A fraction, 0.05 for 5 %.
  public init(toleratedBias: Double = 0.001, toleratedResidual: Double = 0.05) {
    self.toleratedBias = toleratedBias
    self.toleratedResidual = toleratedResidual
  }

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
    /// Another number of events was seen than was caused.
    case events(seen: UInt64, caused: UInt64)
    /// The outside and the inside cost of the program differ by this fraction of the inside one.
    case closure(residual: Double)
  }

  /// Passes a control whose estimate is within `toleratedBias` or whose interval contains 0.
  ///
  /// - Parameters:
  ///   - ratio: The relative change of the control, `Contrast.ratio`.
  ///   - control: Which control it is.
  /// - Returns: `.passed`, or `.failed` with the interval.
  public func check(_ ratio: Interval, of control: Control) -> Verdict {
    abs(ratio.estimate) <= toleratedBias || ratio.contains(0)
      ? .passed : .failed(.bias(control, ratio))
  }

  /// Passes when each event that was caused was seen once: exactly equal counts.
  ///
  /// - Parameters:
  ///   - seen: Events counted.
  ///   - caused: Events the workload caused.
  /// - Returns: `.passed`, or `.failed` with both counts.
  public func checkEvents(seen: UInt64, caused: UInt64) -> Verdict {
    seen == caused ? .passed : .failed(.events(seen: seen, caused: caused))
  }

  /// Passes when outside(probe) − outside(floor) equals inside(probe) − inside(floor) within
  /// `toleratedResidual` of the latter.
  ///
  /// - Parameters:
  ///   - outside: The program's cost seen from the workload, in nanoseconds per event.
  ///   - inside: The program's cost seen by the kernel's statistics, in nanoseconds per event.
  /// - Returns: `.passed`, or `.failed` with the residual.
  public func checkClosure(outside: Double, inside: Double) -> Verdict {
    let gap = abs(outside - inside)
    guard gap > toleratedResidual * abs(inside) else { return .passed }
    return .failed(.closure(residual: gap / abs(inside)))
  }
}
