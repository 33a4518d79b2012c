// SPDX-License-Identifier: Apache-2.0

/// A kernel's series and flavour, its name in options and cells.
public struct KernelName: Hashable, Sendable {
  /// For example 6.12.
  public let series: KernelSeries
  /// The cloud's where none is named.
  public let flavour: KernelFlavour

  /// Names a kernel.
  public init(_ series: KernelSeries, _ flavour: KernelFlavour = .cloud) {
    self.series = series
    self.flavour = flavour
  }

  /// Reads `6.12` or `6.12-rt-amd64`, and nothing else.
  public init?(argument: String) {
    let parts = argument.split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
    guard let series = parts.first.flatMap({ KernelSeries(argument: String($0)) }) else {
      return nil
    }
    guard parts.count == 2 else {
      self.init(series)
      return
    }
    guard let flavour = KernelFlavour(rawValue: String(parts[1])) else { return nil }
    self.init(series, flavour)
  }
}

extension KernelName: Comparable, CustomStringConvertible {
  /// By series, then by flavour.
  public static func < (one: KernelName, other: KernelName) -> Bool {
    (one.series, one.flavour) < (other.series, other.flavour)
  }

  /// `6.12`, `6.12-amd64`, `6.12-rt-amd64`: the cloud's flavour is left out.
  public var description: String { flavour == .cloud ? "\(series)" : "\(series)-\(flavour)" }
}
